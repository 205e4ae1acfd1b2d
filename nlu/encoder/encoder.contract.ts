// What every sentence encoder promises.
import { expect, it } from 'vitest'
import type { SentenceEncoder } from './encoder.js'

export interface EncoderExamples {
  /** The first two mean the same, the third does not. */
  texts: readonly [string, string, string]
}

export function encoderContract(open: () => SentenceEncoder, { texts }: EncoderExamples): void {
  const cosine = (a: Float32Array | undefined, b: Float32Array | undefined): number =>
    a === undefined || b === undefined ? Number.NaN : a.reduce((sum, value, j) => sum + value * (b[j] ?? 0), 0)

  it('names itself by its files', () => {
    expect(open().stamp).toMatchObject({
      name: expect.any(String) as string,
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
  })

  it('gives unit vectors, one a text, in order', async () => {
    const vectors = await open().encode([...texts, ''])
    expect(vectors).toHaveLength(4)
    for (const vector of vectors) {
      expect(vector).toHaveLength(open().stamp.dimensions)
      expect(cosine(vector, vector)).toBeCloseTo(1, 4)
    }
    const [alone] = await open().encode([texts[1]])
    expect(cosine(alone, vectors[1])).toBeGreaterThan(0.999)
  })

  it('puts like meanings nearer than unlike ones', async () => {
    const [a, b, c] = await open().encode(texts)
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.1)
  })

  it('does not care about case, width and invisible characters', async () => {
    const [text] = texts
    const wide = text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
    const [plain, ...others] = await open().encode([text, text.toUpperCase(), wide, `\u200b${text}`])
    for (const other of others) expect(cosine(plain, other)).toBeGreaterThan(0.999)
  })

  it('encodes nothing for nothing', async () => expect(await open().encode([])).toEqual([]))

  it('reads hostile text without failing', async () => {
    const hostile = [
      '\ud800',
      'x'.repeat(100_000),
      '退'.repeat(10_000),
      '[CLS] [SEP] [MASK]',
      '\u0000',
      '😀'.repeat(500),
    ]
    expect(await open().encode(hostile)).toHaveLength(hostile.length)
  })

  it('rejects when it is too late and answers the next one', async () => {
    const many = Array.from({ length: 300 }, (_, i) => `${texts[0]} ${i}`)
    await expect(open().encode(many, { deadlineMs: 0 })).rejects.toMatchObject({ code: 'encoder-late' })
    expect(await open().encode([texts[0]])).toHaveLength(1)
  })

  it('lets a message go before training texts', async () => {
    const order: string[] = []
    const training = open()
      .encode(
        Array.from({ length: 200 }, (_, i) => `${texts[2]} ${i}`),
        { urgency: 'later' },
      )
      .then(() => order.push('training'))
    const message = open()
      .encode([`${texts[1]} now`])
      .then(() => order.push('message'))
    await Promise.all([training, message])
    expect(order).toEqual(['message', 'training'])
  })
}
