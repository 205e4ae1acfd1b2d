// Playing a dead letter again, as it is or repaired, under the rules of its batch.
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import type { ImportLetter } from '../../store/models/import-letter-model.js'
import { rowChecker } from '../check.js'
import type { ConvertOptions } from '../convert/field.js'
import type { FieldProblem } from '../convert/row.js'
import { columnsRead, readMapping } from '../mapping.js'
import { fitRows } from '../missing/fit.js'
import { importBatches } from './batches.js'
import { importLetters } from './letters.js'
import { importRowOf } from './import-row.js'
import { unclearProblem } from './run-batch.js'
import { rowWriter } from './write-rows.js'

export type Replayed =
  | { kind: 'new' | 'updated'; letter: string; customer: string }
  /** Still wrong; the letter is kept with the repaired cells. */
  | { kind: 'invalid'; letter: string; problems: readonly FieldProblem[] }
  /** It is dealt with already. */
  | { kind: 'closed'; letter: string; state: ImportLetter['state'] }

async function* nothing(): AsyncGenerator<never> {
  // Defaults need no rows; what is learnt from the whole file is not filled in one row at a time.
}

/**
 * @param repair cells to replace or add, by column. Rejects with `not-found`, with `conflict` for a batch that was undone, and with
 * `input-invalid` for a column that no rule knows.
 */
export async function replayLetter(
  store: Store,
  clock: Clock,
  id: string,
  repair: Readonly<Record<string, string>> = {},
): Promise<Replayed> {
  const letters = importLetters(store)
  const letter = await letters.need(id)
  if (letter.state !== 'open') return { kind: 'closed', letter: id, state: letter.state }
  const batch = await importBatches(store, clock).need(letter.batch)
  if (batch.state === 'undoing' || batch.state === 'undone')
    throw new AppError('conflict', 'This import was undone.', { details: { batch: batch.id } })
  const rules = readMapping(batch.plan['rules'])
  const columns = columnsRead(rules)
  for (const column of Object.keys(repair))
    if (!columns.has(column))
      throw new AppError('input-invalid', `The import has no column "${column}".`, { details: { field: column } })

  const cells = new Map([...(letter.cells ?? []), ...Object.entries(repair)])
  const options = (batch.plan['options'] ?? {}) as ConvertOptions
  const fit = await fitRows(nothing(), rules, options)
  const checked = rowChecker(rules, { ...options, fit })({ row: letter.row, line: letter.line, values: cells })
  const stillWrong = async (problems: readonly FieldProblem[]): Promise<Replayed> => {
    await letters.keep(id, problems, [...cells])
    return { kind: 'invalid', letter: id, problems }
  }
  if (checked.kind === 'invalid') return stillWrong(checked.problems)
  const write = await rowWriter(store)
  const [outcome] = await write([importRowOf(checked, batch.id, clock.now())])
  if (outcome === undefined || outcome.kind === 'unclear')
    return stillWrong(outcome === undefined ? [] : unclearProblem(outcome, checked).problems)
  await letters.close(id, { state: 'replayed', outcome: outcome.kind, customer: outcome.customer })
  return { kind: outcome.kind, letter: id, customer: outcome.customer }
}
