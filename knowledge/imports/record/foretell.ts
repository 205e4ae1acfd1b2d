// What an import would do with good rows: make a customer, change one, or not know which is meant. Nothing is written.
import type { Store } from '../../store/connection.js'
import type { CheckedRow } from '../check.js'
import { findCandidates, hasUnnumbered, newCustomerId, type RowKeys } from './match.js'

/** How many rows of each. */
export interface Foretold {
  new: number
  updated: number
  unclear: number
}

const chunkRows = 1_000
/** A batch of its own that never exists: rows without any key are new customers. */
const noBatch = 'check'

type Good = Extract<CheckedRow, { kind: 'good' }>

const text = (row: Good, field: string): string | undefined => {
  const value = row.values.get(field)
  return typeof value === 'string' ? value : undefined
}

/** @param store undefined: a record that was never begun, where everything is new. @param counts is added to. */
export function foretell(store: Store | undefined, counts: Foretold) {
  let waiting: Good[] = []
  const ask = async (): Promise<void> => {
    if (!store) {
      counts.new += waiting.length
      waiting = []
      return
    }
    const rows = waiting.map((row) => {
      const keys: RowKeys = { number: text(row, 'number'), email: text(row, 'email'), phone: text(row, 'phone') }
      return { keys, id: newCustomerId(keys, noBatch, row.row) }
    })
    waiting = []
    const candidates = await findCandidates(store, rows, await hasUnnumbered(store))
    for (const row of rows) {
      const { kind } = candidates.match(row)
      counts[kind === 'known' ? 'updated' : kind] += 1
    }
  }
  return {
    async add(row: Good): Promise<void> {
      waiting.push(row)
      if (waiting.length >= chunkRows) await ask()
    },
    end: ask,
  }
}
