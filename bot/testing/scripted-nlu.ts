// An understander that says what the test scripts: by text, with entities found by two simple patterns.
import type { Entity, Language, Part, Understander, Understanding } from '../../nlu/understanding.js'

export interface Heard {
  /** `intent`, `[two, intents]` for a near tie, or nothing for out of scope. */
  intent?: string | readonly string[]
  confidence?: number
  language?: Language
  sentiment?: number
  entities?: readonly Entity[]
}

const patterns: readonly (readonly [string, RegExp, (text: string) => string])[] = [
  ['order-number', /NL-\d{5}/giu, (text) => text.toUpperCase()],
  ['email', /[\w.]+@[\w-]+(?:\.[\w-]+)+/gu, (text) => text.toLowerCase()],
]

function entitiesIn(text: string, offset: number): readonly Entity[] {
  return patterns.flatMap(([name, pattern, normalise]) =>
    [...text.matchAll(pattern)].map((match) => ({
      name,
      text: match[0],
      span: { start: offset + match.index, end: offset + match.index + match[0].length },
      value: normalise(match[0]),
      confidence: 1,
      source: 'pattern',
    })),
  )
}

function partOf(text: string, start: number, { intent, confidence = 0.9, entities = [] }: Heard): Part {
  const base = {
    text,
    span: { start, end: start + text.length },
    entities: [...entitiesIn(text, start), ...entities],
    confidence,
  }
  if (intent === undefined) return { ...base, kind: 'out-of-scope', candidates: [], confidence: 0.1 }
  if (typeof intent === 'string') return { ...base, kind: 'understood', intent, candidates: [{ intent, confidence }] }
  return {
    ...base,
    kind: 'ambiguous',
    intents: intent,
    candidates: intent.map((name) => ({ intent: name, confidence: 0.4 })),
    confidence: 0.4,
  }
}

const languageOf = (text: string): Language | undefined =>
  /\p{Script=Han}/u.test(text) ? 'zh' : /[a-z]{2}/iu.test(text.replaceAll(/NL-\d+/giu, '')) ? 'en' : undefined

/** `parts`: several requests in one message, split at ` | `. Unscripted texts are out of scope. */
export function scriptedNlu(script: Readonly<Record<string, Heard>>): Understander & { fail?: Error } {
  const understander: Understander & { fail?: Error } = {
    understand: async (text, context): Promise<Understanding> => {
      if (understander.fail) throw understander.fail
      const pieces = text.split(' | ')
      let start = 0
      const parts = pieces.map((piece) => {
        const part = partOf(piece, start, new Map(Object.entries(script)).get(piece) ?? {})
        start += piece.length + 3
        return part
      })
      const heard = new Map(Object.entries(script)).get(pieces[0] ?? '')
      const score = heard?.sentiment ?? 0
      return {
        text,
        language: heard?.language ?? languageOf(text) ?? context?.language ?? 'en',
        kind: parts.some((part) => part.kind === 'understood') ? 'understood' : (parts[0]?.kind ?? 'out-of-scope'),
        sentiment: { score, polarity: score < -0.3 ? 'negative' : score > 0.3 ? 'positive' : 'neutral' },
        parts,
        model: 'scripted',
      }
    },
  }
  return understander
}
