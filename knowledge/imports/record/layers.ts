// One customer under imports: what a row writes, and what stands when a batch is taken back. Pure; the callers write the result with one
// conditional write.
//
// Every row leaves a layer that says what it wrote and what stood there before. Taking a layer out restores what it covered, unless
// something newer stands there: then a newer layer inherits what was covered, and an edit stays and is told. So undoing a batch ends where
// the record would be had the batch never been imported, whatever came later.
import { isDeepStrictEqual } from 'node:util'
import type { Trait } from '../../../bot/domain/customer.js'
import type { Covered, ImportedValue, ImportLayer } from '../../store/models/import-layer.js'
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
  customer?: string | undefined
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
const slotOf = (traits: readonly Trait[], name: string): number =>
  traits.findIndex((trait) => trait.name === name && !trait.source.startsWith('enrich:'))

type Standing = Covered | undefined

/** What stands at a target now. */
export function standing(customer: StoredCustomer, target: string): Standing {
  const name = traitOf(target)
  if (name !== undefined) return customer.traits[slotOf(customer.traits, name)]
  const value = isField(target) ? customer[target] : undefined
  return value === undefined ? undefined : { value }
}

const isTrait = (one: Standing): one is Trait => one !== undefined && 'source' in one

function put(customer: StoredCustomer, target: string, value: Standing): StoredCustomer {
  const name = traitOf(target)
  if (name !== undefined) {
    const place = slotOf(customer.traits, name)
    const traits = [...customer.traits]
    if (isTrait(value)) traits.splice(place < 0 ? traits.length : place, place < 0 ? 0 : 1, value)
    else if (place >= 0) traits.splice(place, 1)
    return { ...customer, traits }
  }
  const { [target as CustomerField]: _, ...rest } = customer
  return value === undefined ? rest : { ...rest, [target]: value.value }
}

/** Whether the layer's value is what stands there: for a trait its origin must agree, an equal value from elsewhere is somebody else's. */
const stands = (layer: ImportLayer, value: ImportedValue, now: Standing): boolean => {
  if (now === undefined || !isDeepStrictEqual(now.value, value)) return false
  if (!isTrait(now)) return true
  const origin = readOrigin(now.source)
  return origin?.batch === layer.batch && origin.row === layer.row
}

export const layerOf = (customer: StoredCustomer, batch: string, row: number): ImportLayer | undefined =>
  customer.imported?.find((layer) => layer.batch === batch && layer.row === row)

/** A customer with a row on its way into it. */
class Draft {
  private readonly next: StoredCustomer
  private readonly wrote: Record<string, ImportedValue> = {}
  private covered: Record<string, Covered> | undefined

  constructor(
    customer: StoredCustomer,
    private readonly row: ImportRow,
  ) {
    this.next = { ...customer, traits: [...customer.traits] }
  }

  set({ target, value, made }: RowValue): void {
    const name = traitOf(target)
    if (name !== undefined) this.setTrait(target, name, value, made)
    else if (isField(target)) this.setField(target, value, made)
  }

  private setField(target: CustomerField, value: ImportedValue, made: Made): void {
    const before = this.next[target]
    if (made !== 'given' && before !== undefined) return
    this.next[target] = value as never
    this.note(target, value, before === undefined ? undefined : { value: before })
  }

  private setTrait(target: string, name: string, value: ImportedValue, made: Made): void {
    const { traits } = this.next
    const place = slotOf(traits, name)
    const before = traits[place]
    if (made !== 'given' && before !== undefined) return
    const { batch, row, at } = this.row
    const trait = { name, value, source: originText({ batch, row, made }), at, confidence: confidenceOf[made] }
    ;(traits as Trait[])[before === undefined ? traits.length : place] = trait
    this.note(target, value, before)
  }

  /** What the row itself wrote there before is nothing to go back to. */
  private note(target: string, value: ImportedValue, before: Standing): void {
    if (before !== undefined && !Object.hasOwn(this.wrote, target)) (this.covered ??= {})[target] = before
    this.wrote[target] = value
  }

  result(created: boolean): StoredCustomer {
    const { next, covered, wrote } = this
    const { batch, row, line, at } = this.row
    const layer: ImportLayer = { batch, row, line, at, wrote }
    if (created) layer.created = true
    if (covered) layer.covered = covered
    next.imported = next.imported === undefined ? [layer] : [...next.imported, layer].slice(-keptLayers)
    next.updatedAt = at
    return next
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
    const later = layers.slice(place + 1)
    made ||= layer.created === true
    for (const [target, value] of Object.entries(layer.wrote)) {
      const keep = (reason: KeptValue['reason']) => kept.push({ target, row: layer.row, line: layer.line, reason })
      if (target === 'number' && layer.created) {
        if (inUse) keep('the record is in use')
        continue
      }
      const before = layer.covered?.[target]
      const heirPlace = later.findIndex((one) => Object.hasOwn(one.wrote, target))
      const heir = later[heirPlace]
      if (heir !== undefined) {
        if (stands(layer, value, heir.covered?.[target])) later[heirPlace] = covering(heir, target, before)
        if (heir.batch !== batch) keep('imported again since')
      } else if (stands(layer, value, standing(next, target))) next = put(next, target, before)
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

/** The layer as it would be had it covered something else, or nothing. */
function covering({ covered = {}, ...layer }: ImportLayer, target: string, before: Standing): ImportLayer {
  const { [target]: _, ...others } = covered
  if (before !== undefined) return { ...layer, covered: { ...others, [target]: before } }
  return Object.keys(others).length === 0 ? layer : { ...layer, covered: others }
}

const holdsAnything = (customer: StoredCustomer): boolean =>
  customer.traits.length > 0 ||
  Object.keys(customer.counters).length > 0 ||
  customer.address !== undefined ||
  customer.mergedInto !== undefined ||
  customerFields.some((field) => field !== 'number' && customer[field] !== undefined)
