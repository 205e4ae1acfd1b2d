// How the training data of two versions differ.
import type { Intent } from '../ports.js'

export interface IntentsDiff {
  added: string[]
  removed: string[]
  changed: { intent: string; added: string[]; removed: string[]; answers: boolean }[]
}

const all = (intent: Intent): readonly string[] => [...intent.utterances.en, ...intent.utterances.zh]

const answersOf = ({ kind, article, answers }: Intent): string =>
  JSON.stringify([kind, article ?? null, answers?.en ?? [], answers?.zh ?? []])

/** From `before` to `after`. */
export function diffIntents(before: readonly Intent[], after: readonly Intent[]): IntentsDiff {
  const earlier = new Map(before.map((intent) => [intent.name, intent]))
  const later = new Map(after.map((intent) => [intent.name, intent]))
  const changed = after.flatMap((intent) => {
    const was = earlier.get(intent.name)
    if (was === undefined) return []
    const [had, has] = [new Set(all(was)), new Set(all(intent))]
    const change = {
      intent: intent.name,
      added: [...has].filter((text) => !had.has(text)),
      removed: [...had].filter((text) => !has.has(text)),
      answers: answersOf(was) !== answersOf(intent),
    }
    return change.added.length + change.removed.length > 0 || change.answers ? [change] : []
  })
  return {
    added: after.filter(({ name }) => !earlier.has(name)).map(({ name }) => name),
    removed: before.filter(({ name }) => !later.has(name)).map(({ name }) => name),
    changed,
  }
}
