// Grouping of texts: what is alike comes together, whatever the number of groups, and a later text finds its group.
import { describe, expect, it } from 'vitest'
import { loadDemoShop } from '../../../demo/shop/index.js'
import { inWorker } from '../../../platform/in-worker.js'
import { adjustedRandIndex } from '../../segments/k-means.js'
import { communities } from './communities.js'
import { groupTexts, placeText, type GroupedTexts, type TextsToGroup } from './group-texts.js'

const shop = loadDemoShop({ now: new Date('2026-03-01T10:00:00Z') })
const rowsOf = (language: 'en' | 'zh') =>
  shop.intents.flatMap(({ name, kind, utterances }) =>
    kind === 'dialogue' ? [] : utterances[language].map((text) => ({ text, name })),
  )
const numbered = (names: readonly string[]): Uint8Array => {
  const all = [...new Set(names)]
  return Uint8Array.from(names, (name) => all.indexOf(name))
}
const given = (texts: readonly string[]): TextsToGroup => ({ texts, counts: texts.map(() => 1) })

describe('groups of texts', () => {
  it.each([
    ['en', 0.2],
    ['zh', 0.15],
  ] as const)(
    'agree with what the sentences of the shop (%s) were written for, by their words alone',
    (language, least) => {
      const rows = rowsOf(language)
      const { groups } = groupTexts(given(rows.map(({ text }) => text)))
      const found = Uint8Array.from(groups, (group) => (group < 0 ? 255 : group))
      expect(adjustedRandIndex(numbered(rows.map(({ name }) => name)), found)).toBeGreaterThan(least)
    },
  )

  it('take each text again where it was put, and a new one where it belongs', () => {
    const rows = rowsOf('en').filter(({ name }) => ['reset-password', 'gift-wrapping', 'invoice'].includes(name))
    const { grouping, groups } = groupTexts(given(rows.map(({ text }) => text)))
    const again = rows.map(({ text }) => placeText(text, undefined, grouping).group)
    expect(again.filter((group, row) => group === groups[row]).length / rows.length).toBeGreaterThan(0.9)
    const words = grouping.words[placeText('I forgot my password again', undefined, grouping).group]
    expect(words).toContain('password')
    expect(placeText('zzz qqq', undefined, grouping)).toEqual({ group: -1, score: 0 })
  })

  it('are the same in a thread, which built and source code start alike', async () => {
    const input = given(
      rowsOf('en')
        .slice(0, 60)
        .map(({ text }) => text),
    )
    expect(await inWorker<TextsToGroup, GroupedTexts>(import.meta.url, '../group-worker', input)).toEqual(
      groupTexts(input),
    )
  })

  it('of next to nothing are none', () => {
    expect(groupTexts(given([])).grouping.words).toEqual([])
    expect([...groupTexts(given(['one thing', 'another subject'])).groups]).toEqual([-1, -1])
  })

  it('find the two halves of a graph that hardly hang together', () => {
    const graph = Array.from({ length: 12 }, (_, node) => {
      const half = Math.floor(node / 6) * 6
      const edges = new Map(
        Array.from({ length: 6 }, (_, at) => [half + at, 1] as [number, number]).filter(([to]) => to !== node),
      )
      if (node === 0) edges.set(6, 0.1)
      if (node === 6) edges.set(0, 0.1)
      return edges
    })
    expect([...communities(graph)]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
  })
})
