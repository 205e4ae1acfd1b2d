import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, inlineOf, safeUrl } from './rich-text.js'

const base = 'https://support.example'

describe('message text', () => {
  it('shows bold, links with words and bare addresses', () => {
    expect(inlineOf('**Now** see [our help](/help/returns) or https://shop.example/a?b=1.', base)).toEqual([
      { kind: 'bold', text: 'Now' },
      { kind: 'text', text: ' see ' },
      { kind: 'link', text: 'our help', url: 'https://support.example/help/returns' },
      { kind: 'text', text: ' or ' },
      { kind: 'link', text: 'https://shop.example/a?b=1', url: 'https://shop.example/a?b=1' },
      { kind: 'text', text: '.' },
    ])
  })

  it('ends an address before Chinese punctuation', () => {
    expect(inlineOf('请看https://shop.example/说明，谢谢', base)[1]).toMatchObject({
      kind: 'link',
      text: 'https://shop.example/说明',
    })
  })

  it('keeps order numbers in one piece, also between Chinese words', () => {
    expect(inlineOf('订单NL-10023已发货', base)).toEqual([
      { kind: 'text', text: '订单' },
      { kind: 'number', text: 'NL-10023' },
      { kind: 'text', text: '已发货' },
    ])
  })

  it('shows what a hostile link says as text', () => {
    for (const url of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x']) {
      expect(safeUrl(url, base)).toBeUndefined()
      expect(inlineOf(`[press](${url})`, base).some(({ kind }) => kind === 'link')).toBe(false)
    }
  })

  it('makes lists of lines that begin with a dash or a number', () => {
    expect(blocksOf('Steps:\n1. one\n2. two\n\n- a', base).map((block) => block.kind)).toEqual([
      'paragraph',
      'list',
      'list',
    ])
  })

  it('loses no word and links only to harmless places, whatever is written', () => {
    const pieces = fc.constantFrom('**', '[', '](', ')', 'javascript:', 'https://', 'a', ' ', '.', '，', 'NL-1')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        for (const piece of inlineOf(text, base)) {
          expect(text).toContain(piece.text)
          if (piece.kind === 'link') expect(new URL(piece.url).protocol).toMatch(/^https?:$/)
        }
      }),
    )
  })

  it('takes a hostile line of the greatest length in its stride', () => {
    const long = '['.repeat(5000) + '**'.repeat(2500)
    expect(
      inlineOf(long, base)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(long)
  })
})
