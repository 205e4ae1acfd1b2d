// Leases: one holder at a time for a named thing, taken over when the holder lets it run out.
import type { Clock } from '../../platform/clock.js'
import type { Store } from './connection.js'
import { isDuplicateKey } from './duplicate-key.js'

export interface Leases {
  /** True when `holder` now has it for `ms` (taken, extended, or taken over after it ran out). Times come from this process's clock. */
  take(name: string, holder: string, ms: number): Promise<boolean>
  /** Gives it back; nothing happens when somebody else has it by now. */
  release(name: string, holder: string): Promise<void>
}

export function leases(store: Store, clock: Clock): Leases {
  const { leases: documents } = store.models
  return {
    async take(name, holder, ms) {
      const now = clock.now()
      const until = new Date(now.getTime() + ms)
      try {
        // When somebody else holds it the filter misses, the upsert tries to insert and meets their `_id`.
        await documents.updateOne(
          { _id: name, $or: [{ until: { $lte: now } }, { holder }] },
          { $set: { holder, until } },
          { upsert: true },
        )
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
    async release(name, holder) {
      await documents.deleteOne({ _id: name, holder })
    },
  }
}
