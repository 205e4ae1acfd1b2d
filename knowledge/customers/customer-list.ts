// Customers as a list for people who look for one: the newest first, found by name, e-mail, phone or number, or the members of a segment.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import { readCursor, writeCursor } from '../conversations-reader/cursor.js'
import { groups } from '../identity/groups.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'
import { customerSchema, type StoredCustomer } from '../store/models/customer-model.js'
import type { StoredSegmentMember } from '../store/models/segment-model.js'
import { fromStored } from '../store/record-schema.js'

export interface CustomerListPage {
  /** Parts of a name in any order, or parts of an e-mail address, a phone number or a customer's number. */
  text?: string | undefined
  segment?: string | undefined
  cursor?: string | undefined
  limit: number
}

type Place = { at: Date; id: string }

const listName = 'customers'
const segmentBatch = 500

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** What of a record has to look how; any one of them is enough. */
function looksLike(text: string): Record<string, unknown>[] {
  const words = text.trim().split(/\s+/)
  const digits = text.replaceAll(/\D/g, '')
  const phone = /^[\d\s()+./-]+$/.test(text) && digits.length >= 3
  return [
    { $and: words.map((word) => ({ name: new RegExp(literal(word), 'i') })) },
    { email: new RegExp(literal(text.trim()), 'i') },
    { number: new RegExp(`^${literal(text.trim())}`, 'i') },
    ...(phone ? [{ phone: new RegExp([...digits.replace(/^0+(?=\d{3})/, '')].join(String.raw`\D*`)) }] : []),
  ]
}

export function customerList(store: Store) {
  const { customers, segmentMembers } = store.models
  const [person, group] = [people(store), groups(store)]

  const read = (filter: object, limit: number): Promise<StoredCustomer[]> =>
    customers.find(filter).sort({ createdAt: -1, _id: -1 }).limit(limit).lean<StoredCustomer[]>()

  /** Each person once, as all their records show them. */
  const shown = async (rows: readonly StoredCustomer[]): Promise<Customer[]> => {
    const living = await Promise.all(
      rows.map(async ({ _id, mergedInto }) => (mergedInto === undefined ? _id : group.living(_id as CustomerId))),
    )
    const several: unknown[] = await customers.distinct('mergedInto', { mergedInto: { $in: living } })
    const whole = async (row: StoredCustomer, id: string): Promise<Customer | undefined> => {
      if (row._id !== id || several.includes(id)) return (await person.get(id as CustomerId))?.customer
      return fromStored('customers', customerSchema, row)
    }
    const all = await Promise.all(rows.map((row, place) => whole(row, living[place] ?? row._id)))
    return [...new Map(all.flatMap((one) => (one ? [[one.id, one] as const] : []))).values()]
  }

  /** In the order of ids: what a segment's own index gives. */
  const inSegment = async (segment: string, wanted: object, from: Place | undefined, limit: number) => {
    const rows: StoredCustomer[] = []
    for (let after = from?.id; ;) {
      const members = await segmentMembers
        .find({ segment, ...(after !== undefined && { customerId: { $gt: after } }) }, { customerId: 1 })
        .sort({ segment: 1, customerId: 1 })
        .limit(segmentBatch)
        .lean<Pick<StoredSegmentMember, 'customerId'>[]>()
      const ids = members.map(({ customerId }) => customerId)
      const found = await customers
        .find({ _id: { $in: ids }, ...wanted })
        .sort({ _id: 1 })
        .limit(limit - rows.length)
        .lean<StoredCustomer[]>()
      rows.push(...found)
      after = ids.at(-1)
      if (rows.length === limit || ids.length < segmentBatch) return rows
    }
  }

  return {
    /**
     * A merged record leads to the person it belongs to. Newest record first; members of a segment in the order of ids. Rejects with
     * `input-invalid` for a cursor of another list.
     */
    async page({ text = '', segment, cursor, limit }: CustomerListPage): Promise<{
      items: Customer[]
      next: string | null
    }> {
      const from = cursor === undefined ? undefined : readCursor(listName, cursor)
      const search = text.trim() !== ''
      const wanted = search ? { $or: looksLike(text) } : {}
      const older = from && { $or: [{ createdAt: { $lt: from.at } }, { createdAt: from.at, _id: { $lt: from.id } }] }
      const found =
        segment === undefined
          ? await read({ $and: [wanted, older ?? {}, search ? {} : { mergedInto: { $exists: false } }] }, limit + 1)
          : await inSegment(segment, wanted, from, limit + 1)
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return {
        items: await shown(rows),
        next: last && found.length > limit ? writeCursor(listName, last.createdAt, last._id) : null,
      }
    },
  }
}
