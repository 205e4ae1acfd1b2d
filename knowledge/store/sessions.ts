// Sessions of signed-in people, over mongoose. The database removes those that are over; readers check the times themselves.
import type { Session, SessionStore } from '../../platform/auth/stores.js'
import type { Store } from './connection.js'
import type { StoredSession } from './models/session-model.js'

export function sessions(store: Store): SessionStore {
  const { sessions: documents } = store.models
  return {
    async insert({ tokenHash, ...session }) {
      await documents.insertMany([{ _id: tokenHash, ...session }])
    },
    async get(tokenHash): Promise<Session | undefined> {
      const found = await documents.findById(tokenHash).lean<StoredSession>()
      if (found === null) return undefined
      const { _id, ...session } = found
      return { tokenHash: _id, ...session }
    },
    async extend(tokenHash, idleUntil) {
      await documents.updateOne({ _id: tokenHash }, { $set: { idleUntil } })
    },
    async remove(tokenHash) {
      await documents.deleteOne({ _id: tokenHash })
    },
    async removeOfUser(userId, except) {
      await documents.deleteMany({ userId, ...(except === undefined ? {} : { _id: { $ne: except } }) })
    },
  }
}
