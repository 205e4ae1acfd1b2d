// A customer written as a whole, as far as imports own it, on the condition that nothing of that was changed meanwhile.
import type { StoredCustomer } from '../../store/models/customer-model.js'

/** What must still be true of a customer for the result of reading it to be written: everything that an import reads or writes. */
export const unchanged = (read: StoredCustomer): Record<string, unknown> => ({
  _id: read._id,
  ...Object.fromEntries(
    (['number', 'name', 'email', 'phone', 'locale'] as const).map((field) => [
      field,
      read[field] === undefined ? { $exists: false } : { $eq: read[field] },
    ]),
  ),
  traits: { $eq: read.traits },
  imported: read.imported === undefined ? { $exists: false } : { $eq: read.imported },
})

/** Sets every path of `next` that imports own, and removes those it no longer has. */
export function replacing(next: StoredCustomer): Record<string, Record<string, unknown>> {
  const owned = ['number', 'name', 'email', 'phone', 'locale', 'imported'] as const
  const gone = owned.filter((field) => next[field] === undefined)
  const set = Object.fromEntries(owned.flatMap((field) => (next[field] === undefined ? [] : [[field, next[field]]])))
  return {
    $set: { ...set, traits: next.traits, updatedAt: next.updatedAt },
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, ''])) }),
  }
}
