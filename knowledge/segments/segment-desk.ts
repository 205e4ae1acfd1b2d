// Segments as the admin app works with them: rules and members, groups by purchases, and audiences that leave the house.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { newId } from '../../platform/ids.js'
import { inWorker } from '../../platform/in-worker.js'
import { readCursor, writeCursor } from '../conversations-reader/cursor.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'
import type { SegmentChange } from '../store/models/segment-model.js'
import {
  audiencePages,
  csvHeader,
  csvRow,
  postAudience,
  type Audience,
  type AudienceCounts,
  type AudienceTarget,
} from './audience.js'
import { readPurchases } from './purchases.js'
import { mostGroups, rfmGroups, type Purchases, type RfmGroup, type RfmGroups } from './rfm.js'
import { segments, type ChangeFilter } from './segments.js'

type ChangePage = Omit<ChangeFilter, 'before'> & { cursor?: string | undefined }

const changesList = 'segment-changes'

/** Fewer customers are done before a thread has started. */
const threadFrom = 5_000

export function segmentDesk(store: Store, clock: Clock) {
  const port = segments(store, clock)
  const person = people(store)

  return {
    ...port,

    /** The people behind ids, as their records show them together; those who are gone are left out. */
    async people(ids: readonly CustomerId[]): Promise<Customer[]> {
      const found = await Promise.all(ids.map((id) => person.get(id)))
      return found.flatMap((shown) => shown?.customer ?? [])
    },

    /** Newest first. Rejects with `input-invalid` for a cursor of another list. */
    async changePage({ cursor, ...filter }: ChangePage): Promise<{ items: SegmentChange[]; next: string | null }> {
      const before = cursor === undefined ? undefined : readCursor(changesList, cursor)
      const items = await port.changes({ ...filter, ...(before && { before }) })
      const last = items.length === filter.limit ? items.at(-1) : undefined
      return { items, next: last ? writeCursor(changesList, last.at, last.id) : null }
    },

    /** `stability` is null while there are too few customers with orders to make groups of. */
    async purchaseGroups(): Promise<{ groups: readonly RfmGroup[]; stability: number | null }> {
      const { recencyDays, orders, spent } = await readPurchases(store, clock.now())
      const purchases = { recencyDays, orders, spent }
      if (orders.length < mostGroups) return { groups: [], stability: null }
      const { groups, stability } =
        orders.length < threadFrom
          ? rfmGroups(purchases)
          : await inWorker<Purchases, RfmGroups>(import.meta.url, './groups-worker', purchases)
      return { groups, stability }
    },

    /** The audience as lines of CSV, page after page; rejects with `not-found` before the first line. */
    async exportCsv(audience: Audience, write: (lines: string) => Promise<void>): Promise<AudienceCounts> {
      let counts = { exported: 0, withoutConsent: 0 }
      let lines = csvHeader
      for await (const page of audiencePages(store, port, audience)) {
        await write(lines + page.members.map(csvRow).join(''))
        lines = ''
        counts = page.counts
      }
      if (lines !== '') await write(lines)
      return counts
    },

    /** Rejects with `not-found`, or with `delivery-failed` when the webhook does not take a page; earlier pages were taken then. */
    async handOver(audience: Audience, to: AudienceTarget): Promise<AudienceCounts> {
      const id = newId('hov')
      const { segment } = audience
      let counts = { exported: 0, withoutConsent: 0 }
      let page = 0
      for await (const { members, counts: counted } of audiencePages(store, port, audience)) {
        counts = counted
        if (members.length === 0) continue
        await postAudience(to, { delivery: `${id}:${String(page)}`, segment, page, members })
        page += 1
      }
      return counts
    },
  }
}
