// One customer under imports: what a row writes, and what stands when a batch is taken back. Pure; the callers write the result with one
// conditional write.
//
// Every row leaves a layer that says what it wrote and what stood there before. Taking a layer out restores what it covered, unless
// something newer stands there: then a newer layer inherits what was covered, and an edit stays and is told. So undoing a batch ends where
// the record would be had the batch never been imported, whatever came later.
import { isDeepStrictEqual } from 'node:util'
import type { Trait } from '../../../bot/domain/customer.js'
import type { ImportedValue, ImportLayer, LayerChange } from '../../store/models/import-layer.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import { customerFields, type CustomerField } from '../mapping.js'
import { confidenceOf, originText, readOrigin, type Made } from './origin.js'

export interface RowValue {
  /** A field of the customer, or `trait <name>`. */
  target: string
  value: ImportedValue
  made: Made
}

export interface ImportRow {
  batch: string
  row: number
  line: number
  at: Date
  /** Whose record it is, where that is known and its values decide nothing. */
  customer?: string
  values: readonly RowValue[]
}

/** More layers than this are folded into what came before: the oldest batches can then no longer be taken back for this customer. */
export const keptLayers = 32

const traitPrefix = 'trait '
export const traitOf = (target: string): string | undefined =>
  target.startsWith(traitPrefix) ? target.slice(traitPrefix.length) : undefined

const fieldNames: ReadonlySet<string> = new Set(customerFields)
const isField = (target: string): target is CustomerField => fieldNames.has(target)

/** What enrichment found has a place of its own beside a trait of the same name. */
const isSlot =
  (name: string) =>
  (trait: Trait): boolean =>
    trait.name === name && !trait.source.startsWith('enrich:')

type Standing = LayerChange['before']

/** What stands at a target now. */
export function standing(customer: StoredCustomer, target: string): Standing {
  const name = traitOf(target)
  if (name !== undefined) return customer.traits.find(isSlot(name))
  const value = isField(target) ? customer[target] : undefined
  return value === undefined ? undefined : { value }
}

const isTrait = (one: Standing): one is Trait => one !== undefined && 'source' in one

function put(customer: StoredCustomer, target: string, value: Standing): StoredCustomer {
  const name = traitOf(target)
  if (name !== undefined) {
    const place = customer.traits.findIndex(isSlot(name))
    const traits = [...customer.traits]
    if (isTrait(value)) traits.splice(place < 0 ? traits.length : place, place < 0 ? 0 : 1, value)
    else if (place >= 0) traits.splice(place, 1)
    return { ...customer, traits }
  }
  const { [target as CustomerField]: _, ...rest } = customer
  return value === undefined ? rest : { ...rest, [target]: value.value }
}

/** Whether the layer's value is what stands there: for a trait its origin must agree, an equal value from elsewhere is somebody else's. */
const stands = (layer: ImportLayer, change: LayerChange, now: Standing): boolean => {
  if (now === undefined || !isDeepStrictEqual(now.value, change.value)) return false
  if (!isTrait(now)) return true
  const origin = readOrigin(now.source)
  return origin?.batch === layer.batch && origin.row === layer.row
}

export const layerOf = (customer: StoredCustomer, batch: string, row: number): ImportLayer | undefined =>
  customer.imported?.find((layer) => layer.batch === batch && layer.row === row)

/** What a row would leave: the layer it adds, and what stands afterwards. */
class Draft {
  private readonly fields: Partial<Record<CustomerField, string>> = {}
  private readonly traits: Trait[]
  private readonly changes: LayerChange[] = []

  constructor(
    private readonly customer: StoredCustomer,
    private readonly row: ImportRow,
  ) {
    this.traits = [...customer.traits]
  }

  set({ target, value, made }: RowValue): void {
    const name = traitOf(target)
    if (name === undefined) this.setField(target, value, made)
    else this.setTrait(target, name, value, made)
  }

  private setField(target: string, value: ImportedValue, made: Made): void {
    if (!isField(target)) return
    const before = this.fields[target] ?? this.customer[target]
    if (made !== 'given' && before !== undefined) return
    this.fields[target] = value as never
    this.changes.push(before === undefined ? { target, value } : { target, value, before: { value: before } })
  }

  private setTrait(target: string, name: string, value: ImportedValue, made: Made): void {
    const place = this.traits.findIndex(isSlot(name))
    const before = this.traits[place]
    if (made !== 'given' && before !== undefined) return
    const { batch, row, at } = this.row
    const trait = { name, value, source: originText({ batch, row, made }), at, confidence: confidenceOf[made] }
    if (before === undefined) this.traits.push(trait)
    else this.traits[place] = trait
    this.changes.push(before === undefined ? { target, value } : { target, value, before })
  }

  result(created: boolean): StoredCustomer {
    const { batch, row, line, at } = this.row
    const layer: ImportLayer = created
      ? { batch, row, line, at, created, changes: this.changes }
      : { batch, row, line, at, changes: this.changes }
    const { traits, fields, customer } = this
    const imported = [...(customer.imported ?? []), layer].slice(-keptLayers)
    return { ...customer, ...(fields as Partial<StoredCustomer>), traits, imported, updatedAt: at }
  }
}

/** The customer with this row on top. The same row again changes nothing. What was made up never covers what stands there. */
export function withRow(customer: StoredCustomer, row: ImportRow, created = false): StoredCustomer {
  if (layerOf(customer, row.batch, row.row)) return customer
  const draft = new Draft(customer, row)
  for (const value of row.values) draft.set(value)
  return draft.result(created)
}

export interface KeptValue {
  target: string
  /** What the batch had written, and by what it was followed. */
  row: number
  line: number
  reason: 'edited since' | 'imported again since' | 'the record is in use'
}

export interface Undone {
  customer: StoredCustomer
  kept: readonly KeptValue[]
  /** The batch had made this customer, and nothing that came later is left of it. */
  isEmpty: boolean
}

/** @param inUse the record has conversations, orders or identities: its number stays. */
export function withoutBatch(customer: StoredCustomer, batch: string, now: Date, inUse = false): Undone {
  let next = customer
  const kept: KeptValue[] = []
  let made = false
  for (;;) {
    const layers = next.imported ?? []
    const place = layers.findIndex((one) => one.batch === batch)
    const layer = layers[place]
    if (!layer) break
    const later = layers
      .slice(place + 1)
      .map((one) => ({ ...one, changes: one.changes.map((change) => ({ ...change })) }))
    made ||= layer.created === true
    for (const change of layer.changes) {
      const keep = (reason: KeptValue['reason']) =>
        kept.push({ target: change.target, row: layer.row, line: layer.line, reason })
      if (change.target === 'number' && layer.created) {
        if (inUse) keep('the record is in use')
        continue
      }
      const heir = later.flatMap((one) => one.changes).find(({ target }) => target === change.target)
      if (heir !== undefined) {
        if (stands(layer, change, heir.before)) inherit(heir, change)
        if (later.find((one) => one.changes.includes(heir))?.batch !== batch) keep('imported again since')
      } else if (stands(layer, change, standing(next, change.target))) next = put(next, change.target, change.before)
      else keep('edited since')
    }
    const [oldest, ...others] = later
    const before = layers.slice(0, place)
    const handedOn = made && place === 0 && oldest ? [{ ...oldest, created: true as const }, ...others] : later
    next = { ...next, imported: [...before, ...handedOn], updatedAt: now }
  }
  const isLeft = (next.imported ?? []).length > 0 || inUse || holdsAnything(next)
  if ((next.imported ?? []).length === 0) {
    const { imported: _, ...rest } = next
    next = rest
  }
  return { customer: next, kept, isEmpty: made && !isLeft }
}

function inherit(heir: LayerChange, from: LayerChange): void {
  if (from.before === undefined) delete heir.before
  else heir.before = from.before
}

const holdsAnything = (customer: StoredCustomer): boolean =>
  customer.traits.length > 0 ||
  Object.keys(customer.counters).length > 0 ||
  customer.address !== undefined ||
  customer.mergedInto !== undefined ||
  customerFields.some((field) => field !== 'number' && customer[field] !== undefined)
