// Everything that happened to a person, over all channels and all merged records, newest first, a page at a time.
import type { RecordEvent } from '../../bot/domain/event.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import { AppError } from '../../platform/errors.js'
import { groups } from '../identity/groups.js'
import type { Store } from '../store/connection.js'
import { eventSchema, type StoredEvent } from '../store/models/event-model.js'
import { fromStored } from '../store/record-schema.js'

export interface TimelinePage {
  items: RecordEvent[]
  /** Hand it in to go on; null at the end. */
  next: string | null
}

const cursorOf = ({ at, id }: RecordEvent): string => `${String(at.getTime())}:${id}`

function readCursor(cursor: string): { at: Date; id: string } {
  const [, time, id] = /^(\d{1,15}):(.+)$/.exec(cursor) ?? []
  if (time !== undefined && id !== undefined) return { at: new Date(Number(time)), id }
  throw new AppError('input-invalid', 'cursor: It is not one of this list.', { details: { field: 'cursor' } })
}

const newestFirst = (a: RecordEvent, b: RecordEvent): number =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

/**
 * In the order of (time, id): each record along its index, then together, so that a page costs the same however long the past is. Rejects with
 * `input-invalid`.
 */
export async function timeline(
  store: Store,
  customer: CustomerId,
  page: { cursor?: string | undefined; limit: number },
): Promise<TimelinePage> {
  const person = groups(store)
  const from = page.cursor === undefined ? undefined : readCursor(page.cursor)
  // What is left of the last moment, and what came before it: each one stretch of the index.
  const stretches = from ? [{ at: from.at, _id: { $lt: from.id } }, { at: { $lt: from.at } }] : [{}]
  const records = await person.members(await person.living(customer))
  const read = (filter: object): Promise<StoredEvent[]> =>
    store.models.events
      .find(filter)
      .sort({ at: -1, _id: -1 })
      .limit(page.limit + 1)
      .lean<StoredEvent[]>()
  const found = await Promise.all(
    records.flatMap((customerId) => stretches.map((stretch) => read({ customerId, ...stretch }))),
  )
  const all = found
    .flat()
    .map((document) => fromStored('events', eventSchema, document))
    .sort(newestFirst)
  const items = all.slice(0, page.limit)
  const last = items.at(-1)
  return { items, next: all.length > page.limit && last ? cursorOf(last) : null }
}
