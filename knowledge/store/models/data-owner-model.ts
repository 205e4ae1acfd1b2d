// Who answers for a field or trait of the record, as people have set it. `_id` is the field's name or `trait <name>`.
import { recordSchema } from '../record-schema.js'

export interface StoredDataOwner {
  _id: string
  owner: string
}

export const dataOwnerMongoose = recordSchema<StoredDataOwner>('dataOwners', {
  owner: { type: String, required: true },
})
