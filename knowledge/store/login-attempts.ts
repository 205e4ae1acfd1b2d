// Counting tries to sign in, over mongoose: shared by all processes, and a restart does not lift a lock.
import { createHash } from 'node:crypto'
import type { AttemptStore } from '../../platform/auth/stores.js'
import type { Store } from './connection.js'
import { retryOnDuplicate } from './duplicate-key.js'
import type { StoredLoginAttempts } from './models/login-attempt-model.js'

const idOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

export function loginAttempts(store: Store): AttemptStore {
  const { loginAttempts: documents } = store.models
  return {
    add(key, windowMs, now) {
      const _id = idOf(key)
      const fresh = { count: 1, until: new Date(now.getTime() + windowMs) }
      const counted = (filter: object, update: object) =>
        documents.findOneAndUpdate(filter, update, { returnDocument: 'after' }).lean<StoredLoginAttempts>()
      // A running window is counted up; one that is over begins again; when there is none it is inserted, and whoever loses that race
      // finds the winner's window at the second try.
      return retryOnDuplicate(async () => {
        const running =
          (await counted({ _id, until: { $gt: now } }, { $inc: { count: 1 } })) ??
          (await counted({ _id, until: { $lte: now } }, { $set: fresh }))
        if (running !== null) return { count: running.count, until: running.until }
        await documents.insertMany([{ _id, ...fresh }])
        return fresh
      })
    },
    async count(key, now) {
      const found = await documents.findOne({ _id: idOf(key), until: { $gt: now } }).lean<StoredLoginAttempts>()
      return found?.count ?? 0
    },
    async clear(key) {
      await documents.deleteOne({ _id: idOf(key) })
    },
  }
}
