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

/** In the order of (time, id), along one index: a page costs the same however long the past is. Rejects with `input-invalid`. */
export async function timeline(
  store: Store,
  customer: CustomerId,
  page: { cursor?: string | undefined; limit: number },
): Promise<TimelinePage> {
  const person = groups(store)
  const whose = { customerId: { $in: await person.members(await person.living(customer)) } }
  const from = page.cursor === undefined ? undefined : readCursor(page.cursor)
  const older = from ? { $or: [{ at: { $lt: from.at } }, { at: from.at, _id: { $lt: from.id } }] } : {}
  const found = await store.models.events
    .find({ ...whose, ...older } as never)
    .sort({ at: -1, _id: -1 })
    .limit(page.limit + 1)
    .lean<StoredEvent[]>()
  const items = found.slice(0, page.limit).map((document) => fromStored('events', eventSchema, document))
  const last = items.at(-1)
  return { items, next: found.length > page.limit && last ? cursorOf(last) : null }
}
