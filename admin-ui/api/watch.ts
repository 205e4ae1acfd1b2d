// Notices what other parts and other processes write to conversations, and which customers are typing: while pages are open, asks once a second.
// (A MongoDB without a replica set has no change streams.)
import type { Clock } from '../../platform/clock.js'
import type { Log } from '../../platform/log.js'
import type { ConversationsReader, CustomersTyping } from './ports.js'

const everyMs = 1000
/** Clocks of several processes may differ by so much; what is read twice is told once. */
const overlapMs = 5000
const batch = 500

/** Calls `look` once a second, never twice at a time. */
function everySecond(look: () => Promise<void>, log: Log): { stop(): void } {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    look()
      .catch((error: unknown) => log.warn({ err: error }, 'conversations could not be watched'))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Tells of each customer who is typing, and again when they go on. */
export function watchTyping(deps: {
  typing: CustomersTyping
  clock: Clock
  log: Log
  watched(): boolean
  onTyping(id: string, ms: number): void
}): { stop(): void } {
  const { typing, clock, log, watched, onTyping } = deps
  let told = new Map<string, number>()
  return everySecond(async () => {
    if (!watched()) return
    const found = await typing.now()
    const now = clock.now().getTime()
    for (const { id, until } of found)
      if (told.get(id) !== until.getTime() && until.getTime() > now) onTyping(id, until.getTime() - now)
    told = new Map(found.map(({ id, until }) => [id, until.getTime()]))
  }, log)
}

export function watchConversations(deps: {
  reader: Pick<ConversationsReader, 'changedSince'>
  clock: Clock
  log: Log
  /** Nothing is asked while nobody looks. */
  watched(): boolean
  onChanged(id: string): void
}): { stop(): void } {
  const { reader, clock, log, watched, onChanged } = deps
  let since: Date | undefined
  let told = new Map<string, number>()

  const look = async () => {
    if (!watched()) {
      since = undefined
      return
    }
    const now = clock.now()
    const first = since === undefined
    const from = new Date((since ?? now).getTime() - overlapMs)
    const changed = await reader.changedSince(from, batch)
    since = changed.length === batch ? (changed.at(-1)?.updatedAt ?? now) : now
    const seen = new Map(changed.map(({ id, version }) => [id as string, version]))
    if (!first) for (const [id, version] of seen) if (told.get(id) !== version) onChanged(id)
    told = seen
  }

  return everySecond(look, log)
}
