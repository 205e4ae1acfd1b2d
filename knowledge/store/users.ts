// People who sign in, over mongoose.
import type { User, UserChange, UserStore } from '../../platform/auth/stores.js'
import type { Store } from './connection.js'
import { isDuplicateKey } from './duplicate-key.js'
import { userSchema, type StoredUser } from './models/user-model.js'
import { fromStored, toStored } from './record-schema.js'

const read = (document: StoredUser | null): User | undefined =>
  document === null ? undefined : fromStored('users', userSchema, document)

export function users(store: Store): UserStore {
  const { users: documents } = store.models
  return {
    get: async (id) => read(await documents.findById(id).lean<StoredUser>()),
    byLogin: async (login) => read(await documents.findOne({ login }).lean<StoredUser>()),
    count: () => documents.countDocuments({}),

    async list(limit, afterLogin) {
      const filter = afterLogin === undefined ? {} : { login: { $gt: afterLogin } }
      const found = await documents.find(filter).sort({ login: 1 }).limit(limit).lean<StoredUser[]>()
      return found.map((document) => fromStored('users', userSchema, document))
    },

    async insert(user) {
      try {
        await documents.insertMany([toStored(user)])
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },

    async change(id, version, change: UserChange) {
      const update = { $set: change, $inc: { version: 1 } }
      const changed = await documents
        .findOneAndUpdate({ _id: id, version }, update, { returnDocument: 'after' })
        .lean<StoredUser>()
      return read(changed)
    },
  }
}
