// The same sentences written carelessly: how much accuracy each kind of carelessness costs.
import { seededRandom, shuffle } from '../random.js'
import { withTypos } from './typos.js'

export const carelessKinds = ['typos', 'capitals', 'word-order', 'full-width', 'no-punctuation'] as const
export type Carelessness = (typeof carelessKinds)[number]

export interface RobustnessReport {
  /** Of the sentences as they are. */
  accuracy: number
  kinds: { kind: Carelessness; accuracy: number; /** Sentences that this changed at all. */ changed: number }[]
}

/** Deterministic for a seed. @param answer best intents of sentences, in order */
export async function measureRobustness(
  rows: readonly { text: string; intent: string }[],
  answer: (texts: readonly string[]) => Promise<readonly string[]>,
  seed = 1,
): Promise<RobustnessReport> {
  const texts = rows.map((row) => row.text)
  const accuracy = async (asked: readonly string[]): Promise<number> => {
    const got = await answer(asked)
    return rows.length === 0 ? 0 : rows.filter((row, i) => got[i] === row.intent).length / rows.length
  }
  const kinds: RobustnessReport['kinds'] = []
  for (const kind of carelessKinds) {
    const written = carelessly(kind, texts, seed)
    kinds.push({
      kind,
      accuracy: await accuracy(written),
      changed: written.filter((text, i) => text !== texts[i]).length,
    })
  }
  return { accuracy: await accuracy(texts), kinds }
}

export function carelessly(kind: Carelessness, texts: readonly string[], seed: number): string[] {
  switch (kind) {
    case 'typos':
      return withTypos(texts, seed)
    case 'capitals':
      return texts.map((text) => text.toUpperCase())
    case 'word-order': {
      const random = seededRandom(seed)
      return texts.map((text) => shuffle(text.split(' '), random).join(' '))
    }
    case 'full-width':
      return texts.map((text) =>
        text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000'),
      )
    case 'no-punctuation':
      return texts.map((text) => text.replace(/\p{P}+/gu, ' ').trim())
  }
}
