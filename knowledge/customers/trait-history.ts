// What a trait was before it is what it is. Whoever replaces traits puts the old values on the customer in the same write (`superseding`);
// from there they are brought into the history (`settle`), so that a process which dies between loses none. A value that was derived while
// records were merged is shown while they are: taking them apart leaves no trace of one on the other.
import { createHash } from 'node:crypto'
import type { Trait } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import { AppError } from '../../platform/errors.js'
import type { Store } from '../store/connection.js'
import type { StoredCustomer } from '../store/models/customer-model.js'
import {
  keptValues,
  supersededSchema,
  traitHistorySchema,
  type StoredTraitHistory,
  type Superseded,
} from '../store/models/trait-history-model.js'
import { fromStored, parseRecord } from '../store/record-schema.js'
import { isDuplicateKey } from '../store/duplicate-key.js'
import { importedValues } from './imported-values.js'

export interface HistoryPage {
  items: Superseded[]
  /** Hand it in to go on; null at the end. */
  next: string | null
}

/** For derived traits: the records they were derived from, where it was more than one. */
export const derivedFrom = { $cond: [{ $isArray: '$derivedFrom' }, { of: '$derivedFrom' }, {}] }

/**
 * Part of a pipeline update: the customer's `superseded` with those of `$traits` that meet `isReplaced` (an expression over `$$trait`)
 * and are not among `kept` with the same value. @param from fields that each gets as well, as expressions
 */
export const superseding = (isReplaced: object, kept: readonly Trait[], now: Date, from: object = {}): object => {
  const stays = {
    $in: [
      { n: '$$trait.name', v: '$$trait.value' },
      { $literal: kept.map(({ name, value }) => ({ n: name, v: value })) },
    ],
  }
  const goes = { $filter: { input: '$traits', as: 'trait', cond: { $and: [isReplaced, { $not: [stays] }] } } }
  const replaced = { $map: { input: goes, as: 'trait', in: { $mergeObjects: ['$$trait', { until: now }, from] } } }
  const all = { $concatArrays: [{ $ifNull: ['$superseded', []] }, replaced] }
  return { $cond: [{ $eq: [{ $size: all }, 0] }, '$$REMOVE', all] }
}

/** The same value at the same place and time is one entry, however often it is brought in. */
const keyOf = ({ name, value, source, at }: Superseded): string =>
  createHash('sha256')
    .update(JSON.stringify([name, value, source, at.getTime()]))
    .digest('hex')

const newestFirst = (a: Superseded, b: Superseded): number =>
  b.until.getTime() - a.until.getTime() || (keyOf(a) < keyOf(b) ? -1 : 1)

const readCursor = (cursor: string): { until: number; key: string } => {
  const [, until, key] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(cursor) ?? []
  if (until !== undefined && key !== undefined) return { until: Number(until), key }
  throw new AppError('input-invalid', 'cursor: It is not one of this list.', { details: { field: 'cursor' } })
}

export function traitHistory(store: Store) {
  const { customers, traitHistory: documents } = store.models

  const push = async (customer: CustomerId, { name, ...value }: Superseded): Promise<void> => {
    const once = { value: value.value, source: value.source, at: value.at }
    try {
      await documents.collection.updateOne(
        { _id: `${customer}:${name}` as never, values: { $not: { $elemMatch: once } } },
        { $set: { customerId: customer, name }, $push: { values: { $each: [value], $slice: -keptValues } } as never },
        { upsert: true },
      )
    } catch (error) {
      // It stands there: the upsert found no document without it and could not make a second one.
      if (!isDuplicateKey(error)) throw error
    }
  }

  return {
    /** Brings what was replaced into the history. @param superseded as it was read; what came since stays for the next time. */
    async settle(customer: CustomerId, superseded: readonly unknown[] | undefined): Promise<void> {
      if (superseded === undefined || superseded.length === 0) return
      for (const one of superseded) await push(customer, parseRecord('customers', supersededSchema, one))
      await customers.collection.updateOne({ _id: customer, superseded }, { $unset: { superseded: '' } })
    },

    /** Also what has not been brought in yet. For traits that may no longer be known. */
    async forget(customer: CustomerId, names: readonly string[]): Promise<void> {
      await documents.deleteMany({ _id: { $in: names.map((name) => `${customer}:${name}`) } })
    },

    /** Newest first over all `records` of a person, of one trait or of all. Rejects with `input-invalid` for a cursor of another list. */
    async of(
      records: readonly CustomerId[],
      page: { name?: string | undefined; cursor?: string | undefined; limit: number },
    ): Promise<HistoryPage> {
      const { name, limit } = page
      const from = page.cursor === undefined ? undefined : readCursor(page.cursor)
      const whose = { customerId: { $in: [...records] }, ...(name !== undefined && { name }) }
      const [found, standing] = await Promise.all([
        documents.find(whose).lean<StoredTraitHistory[]>(),
        customers
          .find({ _id: { $in: [...records] } }, { traits: 1, imported: 1, superseded: 1 })
          .lean<StoredCustomer[]>(),
      ])
      const written = found.flatMap((document) => {
        const { name, values } = fromStored('trait_history', traitHistorySchema, document)
        return values.map((value) => ({ ...value, name }))
      })
      const waiting = standing.flatMap(({ superseded = [] }) =>
        superseded.map((one) => parseRecord('customers', supersededSchema, one)),
      )
      const byKey = new Map(
        [...standing.flatMap(importedValues), ...waiting, ...written].map((one) => [keyOf(one), one] as const),
      )
      const all = [...byKey]
        .filter(
          ([, one]) => (name === undefined || one.name === name) && (one.of ?? []).every((id) => records.includes(id)),
        )
        .sort(([, a], [, b]) => newestFirst(a, b))
      const left = from
        ? all.filter(
            ([key, { until }]) => until.getTime() < from.until || (until.getTime() === from.until && key > from.key),
          )
        : all
      const shown = left.slice(0, limit)
      const last = shown.at(-1)
      return {
        items: shown.map(([, one]) => one),
        next: left.length > limit && last ? `${String(last[1].until.getTime())}:${last[0]}` : null,
      }
    },
  }
}

export type TraitHistory = ReturnType<typeof traitHistory>
