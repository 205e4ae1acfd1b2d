// Groups are found anew each day; a group that holds mostly the same messages as one before is the same reason and keeps its id.
import { createHash } from 'node:crypto'

/** Less in common than this is another reason. */
const sameFrom = 0.25

/**
 * For each group the id of its reason, each id once. The pairs with most in common (Jaccard) first. A new reason's id is made of its first
 * message, so that the same log makes the same ids.
 * @param groups for each group the ids of its messages @param before for each message the reason it had
 */
export function matchReasons(
  groups: readonly ReadonlySet<string>[],
  before: ReadonlyMap<string, string>,
  language: string,
): string[] {
  const sizes = new Map<string, number>()
  for (const reason of before.values()) sizes.set(reason, (sizes.get(reason) ?? 0) + 1)
  const pairs = groups.flatMap((messages, group) => {
    const shared = new Map<string, number>()
    for (const message of messages) {
      const reason = before.get(message)
      if (reason !== undefined) shared.set(reason, (shared.get(reason) ?? 0) + 1)
    }
    return [...shared].map(([reason, common]) => ({
      ...{ group, reason },
      inCommon: common / (messages.size + (sizes.get(reason) ?? 0) - common),
    }))
  })
  pairs.sort((a, b) => b.inCommon - a.inCommon || a.group - b.group || (a.reason < b.reason ? -1 : 1))
  const ids = new Map<number, string>()
  const taken = new Set<string>()
  for (const { group, reason, inCommon } of pairs) {
    if (inCommon < sameFrom || ids.has(group) || taken.has(reason)) continue
    ids.set(group, reason)
    taken.add(reason)
  }
  return groups.map((messages, group) => {
    const known = ids.get(group)
    if (known !== undefined) return known
    const id = newReasonId(language, messages, new Set([...taken, ...sizes.keys()]))
    taken.add(id)
    return id
  })
}

function newReasonId(language: string, messages: ReadonlySet<string>, taken: ReadonlySet<string>): string {
  const first = [...messages].reduce((least, one) => (one < least ? one : least))
  for (let tries = 0; ; tries += 1) {
    const hash = createHash('sha256')
      .update(`${language}\0${first}\0${String(tries)}`)
      .digest('hex')
    const id = `rsn_${hash.slice(0, 16)}`
    if (!taken.has(id)) return id
  }
}
