// The conditional write that puts a row on top of a customer: only what the row changes is sent, on the condition that what it covers stands
// there unchanged. Sending and comparing whole records costs several times as much.
import type { StoredCustomer } from '../../store/models/customer-model.js'
import { customerFields } from '../mapping.js'
import { replacing, unchanged } from './replacing.js'

type Part = Record<string, unknown>

export interface ConditionalUpdate {
  filter: Part
  update: Part
}

/** @param next `read` with one more row, as `withRow` gives it. */
export function rowUpdate(read: StoredCustomer, next: StoredCustomer): ConditionalUpdate {
  const layers = read.imported ?? []
  const layer = next.imported?.[layers.length]
  // The oldest layer was folded away to make room: everything moves.
  if (layer === undefined) return { filter: unchanged(read), update: replacing(next) }
  const filter: Part = { _id: read._id }
  const set: Part = { updatedAt: next.updatedAt }

  for (const field of customerFields) {
    if (next[field] === read[field]) continue
    filter[field] = read[field] === undefined ? { $exists: false } : { $eq: read[field] }
    set[field] = next[field]
  }

  const added: string[] = []
  for (const [place, trait] of next.traits.entries()) {
    const before = read.traits[place]
    if (trait === before) continue
    set[`traits.${String(place)}`] = trait
    if (before === undefined) added.push(trait.name)
    else filter[`traits.${String(place)}`] = { $eq: before }
  }
  if (added.length > 0)
    filter['traits'] = {
      $size: read.traits.length,
      $not: { $elemMatch: { name: { $in: added }, source: { $not: /^enrich:/ } } },
    }

  const { batch, row } = layer
  if (read.imported === undefined) {
    filter['imported'] = { $exists: false }
    set['imported'] = [layer]
  } else {
    filter['imported'] = { $size: layers.length, $not: { $elemMatch: { batch, row } } }
    set[`imported.${String(layers.length)}`] = layer
  }
  return { filter, update: { $set: set } }
}
