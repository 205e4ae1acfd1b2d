// What a version is worth beyond its report, here and in a worker.
import { describe, expect, it } from 'vitest'
import type { SentenceEncoder } from '../encoder/encoder.js'
import { smallSet } from '../testing/small-set.js'
import { analyseInWorker, compareInWorker } from './analyse-in-worker.js'
import { analyseVersion, compareVersions, type AnalysedSet } from './analyse-version.js'
import { versionAnalysisSchema, versionComparisonSchema } from './version-analysis.js'

/** As if every intent had been taught by its first two examples alone. */
const poor: AnalysedSet = {
  ...smallSet,
  intents: smallSet.intents.map((intent) => ({ ...intent, utterances: intent.utterances.slice(0, 2) })),
}

/** Counts what it is asked; texts of like length are alike to it. */
function encoder(): SentenceEncoder & { asked: number } {
  const own = {
    stamp: { name: 'by-length', checksum: 'x', dimensions: 4 },
    language: 'en' as const,
    asked: 0,
    encode: async (texts: readonly string[]) => {
      own.asked += texts.length
      return texts.map((text) => Float32Array.from([1, 0, 0, 0].map((_, i) => (text.length % 4 === i ? 1 : 0))))
    },
  }
  return own
}

describe('analysing a version', () => {
  it('says what more examples would give and what careless writing costs', async () => {
    const steps: number[] = []
    const found = await analyseVersion(smallSet, { onProgress: (done) => steps.push(done) })
    expect(versionAnalysisSchema.parse(found)).toEqual(found)
    expect(found.learning.moreExamples).toHaveLength(smallSet.intents.length)
    expect(found.robustness.kinds.map(({ kind }) => kind)).toContain('full-width')
    const examples = smallSet.intents.reduce((sum, { utterances }) => sum + utterances.length, 0)
    expect(found.robustness.sentences).toBeGreaterThan(examples / 5)
    expect(found.robustness.sentences).toBeLessThan(examples / 3)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(steps.at(-1)).toBeCloseTo(1)
  })

  it('finds the same in a worker, which asks this thread for sentence vectors', async () => {
    const [here, apart] = [encoder(), encoder()]
    const found = await analyseVersion(smallSet, { encoders: { en: here } })
    expect(await analyseInWorker(smallSet, { encoders: { en: apart } })).toEqual(found)
    expect([found.encoders, apart.asked]).toEqual([['by-length'], here.asked])
  })

  it('stops when it is told to, and says why it cannot go on', async () => {
    const stop = new AbortController()
    const going = analyseInWorker(smallSet, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(going).rejects.toThrow('enough')
    const broken = { ...encoder(), encode: () => Promise.reject(new Error('broken')) }
    await expect(analyseInWorker(smallSet, { encoders: { en: broken } })).rejects.toMatchObject({
      code: 'encoder-failed',
    })
  })
})

describe('comparing two versions', () => {
  it('finds the one better that was taught more, with the sentences that show it', async () => {
    const found = await compareVersions(poor, smallSet)
    expect(versionComparisonSchema.parse(found)).toEqual(found)
    expect(found).toMatchObject({ verdict: 'b-better' })
    expect(found.differences.length).toBeGreaterThan(0)
    for (const { text, intent, a, b } of found.differences) {
      expect([a, b].filter((answer) => answer === intent)).toHaveLength(1)
      expect(smallSet.intents.find(({ name }) => name === intent)?.utterances).toContain(text)
    }
    expect(await compareInWorker(poor, smallSet)).toEqual(found)
  })

  it('finds no difference between a version and itself', async () => {
    expect(await compareVersions(smallSet, smallSet)).toMatchObject({ pValue: 1, differences: [] })
  })
})
