// Where everything that is known of a customer came from: source, row, rule and time for each value, and what it replaced.
import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import type { ImportedValue } from '../../store/models/import-layer.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import type { StoredImportBatch } from '../../store/models/import-batch-model.js'
import { customerFields, readMapping, targetsOf, type MappedRule } from '../mapping.js'
import { readOrigin, type Made } from './origin.js'

export type ValueOrigin =
  | {
      kind: 'import'
      batch: string
      /** The file, service or key that the row came from. */
      source: string
      row: number
      line: number
      made: Made
      /** The rule of the mapping that made it; absent when the batch is gone. */
      rule?: MappedRule
      at: Date
    }
  /** `source` as the trait says it: `enrich:<rule>`, `conversation:<id>`, `seed`, a person. */
  | { kind: 'other'; source: string; rule?: string; at: Date }

export interface ValueLineage {
  target: string
  value: ImportedValue
  confidence: number
  origin: ValueOrigin
  /** What imports had written there before, newest first. */
  earlier: readonly { value: ImportedValue; batch: string; row: number; at: Date }[]
}

/** Rejects with `not-found`. @param customer its id or number. */
export async function lineageOf(store: Store, customer: string): Promise<readonly ValueLineage[]> {
  const found = await store.models.customers
    .findOne({ $or: [{ _id: customer }, { number: customer }] } as never)
    .lean<StoredCustomer>()
  if (!found) throw new AppError('not-found', `There is no customer ${customer}.`, { details: { customer } })
  const layers = found.imported ?? []
  const ids = [...new Set(layers.map(({ batch }) => batch))]
  const batches = await store.models.importBatches.find({ _id: { $in: ids } }).lean<StoredImportBatch[]>()
  const known = new Map(
    batches.map(({ _id, source, plan }) => [
      _id,
      {
        source: source.name,
        rules: new Map(
          readMapping(plan['rules'])
            .filter((rule) => rule.kind !== 'ignored')
            .flatMap((rule) => targetsOf(rule).map((target) => [target, rule] as const)),
        ),
      },
    ]),
  )

  const written = (target: string) =>
    layers
      .flatMap((layer) => {
        const value = layer.wrote[target]
        return value === undefined ? [] : [{ layer, value }]
      })
      .reverse()
  const describe = (target: string, value: ImportedValue, source: string | undefined, at: Date, confidence: number) => {
    const all = written(target)
    const origin = source === undefined ? undefined : readOrigin(source)
    const top = all.find(({ layer, value: wrote }) =>
      origin === undefined
        ? source === undefined && isDeepStrictEqual(wrote, value)
        : layer.batch === origin.batch && layer.row === origin.row,
    )
    const earlier = all
      .filter((one) => one !== top)
      .map(({ layer, value: wrote }) => ({ value: wrote, batch: layer.batch, row: layer.row, at: layer.at }))
    return { target, value, confidence, origin: originOf(target, top?.layer, origin?.made, source, at), earlier }
  }
  const originOf = (
    target: string,
    layer: (typeof layers)[number] | undefined,
    made: Made = 'given',
    source: string | undefined,
    at: Date,
  ): ValueOrigin => {
    if (!layer) {
      const [kind = '', rule] = (source ?? 'record').split(':')
      return { kind: 'other', source: source ?? 'record', at, ...(kind === 'enrich' && rule !== undefined && { rule }) }
    }
    const batch = known.get(layer.batch)
    const rule = batch?.rules.get(target)
    return {
      ...{ kind: 'import', batch: layer.batch, source: batch?.source ?? layer.batch, made, at: layer.at },
      ...{ row: layer.row, line: layer.line },
      ...(rule && { rule }),
    }
  }
  return [
    ...customerFields.flatMap((field) => {
      const value = found[field]
      return value === undefined ? [] : [describe(field, value, undefined, found.createdAt, 1)]
    }),
    ...found.traits.map((trait) =>
      describe(`trait ${trait.name}`, trait.value, trait.source, trait.at, trait.confidence),
    ),
  ]
}
