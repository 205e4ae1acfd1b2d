// Undoing batches, whatever happened in between: the record ends where it would be had the batch never been imported.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import { keptLayers, standing, withoutBatch, withRow, type ImportRow } from './layers.js'

const targets = ['name', 'email', 'phone', 'trait city', 'trait spent'] as const
type Target = (typeof targets)[number]

type Step =
  | { kind: 'import'; batch: number; values: Partial<Record<Target, string>> }
  | { kind: 'edit'; target: Target; value: string | null }
  | { kind: 'undo'; batch: number }

const at = new Date(0)
const blank: StoredCustomer = {
  _id: 'cus_1',
  traits: [],
  counters: {},
  createdAt: at,
  updatedAt: at,
}

function edit(customer: StoredCustomer, target: Target, value: string | null): StoredCustomer {
  if (target.startsWith('trait ')) {
    const name = target.slice(6)
    const others = customer.traits.filter((trait) => trait.name !== name)
    const traits = value === null ? others : [...others, { name, value, source: 'person:ann', at, confidence: 1 }]
    return { ...customer, traits }
  }
  const { [target as 'name']: _, ...rest } = customer
  return value === null ? rest : { ...rest, [target]: value }
}

const valuesOf = (customer: StoredCustomer) =>
  Object.fromEntries(
    targets.flatMap((target) => {
      const now = standing(customer, target)
      return now === undefined ? [] : [[target, now.value]]
    }),
  )

/** The same history without the batches that were undone; a value imported by several stands as the last one left it. */
function expected(steps: readonly Step[]): Record<string, string> {
  const undone = new Set(steps.flatMap((step) => (step.kind === 'undo' ? [step.batch] : [])))
  const record: Record<string, string> = {}
  for (const step of steps) {
    if (step.kind === 'import' && !undone.has(step.batch)) Object.assign(record, step.values)
    if (step.kind !== 'edit') continue
    if (step.value === null) delete record[step.target]
    else record[step.target] = step.value
  }
  return record
}

/** Every batch is imported once; values tell who wrote them, so that an edit is never mistaken for an import. */
const history = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('import' as const),
          targets: fc.uniqueArray(fc.constantFrom(...targets), { minLength: 1 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('edit' as const),
          target: fc.constantFrom(...targets),
          gone: fc.boolean(),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), which: fc.nat({ max: 9 }) }) },
    ),
    { maxLength: 14 },
  )
  .map((drawn) => {
    const steps: Step[] = []
    let batches = 0
    for (const [index, one] of drawn.entries()) {
      if (one.kind === 'import') {
        const values = Object.fromEntries(one.targets.map((target) => [target, `b${String(batches)}`]))
        steps.push({ kind: 'import', batch: batches, values })
        batches += 1
      } else if (one.kind === 'edit')
        steps.push({ kind: 'edit', target: one.target, value: one.gone ? null : `e${String(index)}` })
      else if (batches > 0) steps.push({ kind: 'undo', batch: one.which % batches })
    }
    return steps
  })

const play = (steps: readonly Step[]): StoredCustomer => {
  let customer = blank
  for (const step of steps) {
    if (step.kind === 'edit') customer = edit(customer, step.target, step.value)
    else if (step.kind === 'undo') customer = withoutBatch(customer, `imp_${String(step.batch)}`, at).customer
    else {
      const values = Object.entries(step.values).map(([target, value]) => ({ target, value, made: 'given' as const }))
      customer = withRow(customer, { batch: `imp_${String(step.batch)}`, row: 1, line: 2, at, values })
    }
  }
  return customer
}

describe('undoing', () => {
  it('ends as if the batch had never been imported, but for later edits', () => {
    fc.assert(
      fc.property(history, (steps) => {
        expect(valuesOf(play(steps))).toEqual(expected(steps))
      }),
      { numRuns: 2_000 },
    )
  })

  it('lists each value of the batch that something later replaced, and no other', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const customer = play(steps)
        for (const layer of customer.imported ?? []) {
          const { kept } = withoutBatch(customer, layer.batch, at)
          const replaced = Object.entries(layer.wrote).filter(
            ([target, value]) => standing(customer, target)?.value !== value,
          )
          expect(kept.map(({ target }) => target).sort()).toEqual(replaced.map(([target]) => target).sort())
        }
      }),
      { numRuns: 500 },
    )
  })

  it('leaves nothing of a customer that the batch made, and changes nothing of its input', () => {
    const row: ImportRow = {
      ...{ batch: 'imp_1', row: 1, line: 2, at },
      values: [
        { target: 'number', value: 'C1', made: 'given' },
        { target: 'trait city', value: 'Rome', made: 'imputed-mode' },
      ],
    }
    const made = withRow(blank, row, true)
    const copy = structuredClone(made)
    expect(withoutBatch(made, 'imp_1', at)).toMatchObject({ isEmpty: true, kept: [] })
    expect(made).toEqual(copy)
    expect(withoutBatch(made, 'imp_1', at, true)).toMatchObject({
      isEmpty: false,
      customer: { number: 'C1', traits: [] },
      kept: [{ target: 'number', reason: 'the record is in use' }],
    })
  })

  it('a customer made by one batch and written by another goes with the last of them', () => {
    const row = (batch: string): ImportRow => ({
      ...{ batch, row: 1, line: 2, at },
      values: [{ target: 'name', value: batch, made: 'given' }],
    })
    const both = withRow(withRow(blank, row('imp_1'), true), row('imp_2'))
    const second = withoutBatch(both, 'imp_1', at)
    expect(second).toMatchObject({ isEmpty: false, customer: { name: 'imp_2' } })
    expect(withoutBatch(second.customer, 'imp_2', at).isEmpty).toBe(true)
  })

  it('goes back to what stood there before a row that names a trait twice', () => {
    const row = (batch: string, ...values: string[]): ImportRow => ({
      ...{ batch, row: 1, line: 2, at },
      values: values.map((value) => ({ target: 'trait city', value, made: 'given' as const })),
    })
    const first = withRow(blank, row('imp_1', 'Rome'))
    const twice = withRow(first, row('imp_2', 'Oslo', 'Leeds'))
    expect(valuesOf(twice)).toEqual({ 'trait city': 'Leeds' })
    expect(withoutBatch(twice, 'imp_2', at)).toMatchObject({ kept: [], customer: { traits: first.traits } })
  })

  it('keeps a bounded history for a customer', () => {
    let customer = blank
    for (let batch = 0; batch < keptLayers + 5; batch += 1)
      customer = withRow(customer, {
        ...{ batch: `imp_${String(batch)}`, row: 1, line: 2, at },
        values: [{ target: 'name', value: String(batch), made: 'given' }],
      })
    expect(customer.imported).toHaveLength(keptLayers)
  })
})
