// A delivery of customers that a service sends by itself: JSON, NDJSON or CSV, imported before it is acknowledged.
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import type { ImportSource } from '../../store/models/import-source-model.js'
import { readMapping } from '../mapping.js'
import { openSource } from '../read/index.js'
import { fingerprintOf } from '../record/batches.js'
import { importLetters } from '../record/letters.js'
import { runImport } from '../record/run-batch.js'
import { suggestRules } from '../suggest-rules.js'

const shownProblems = 100

/**
 * The same key again is the same delivery. Rejects with `input-invalid` for an empty body, with `conflict` for a key that was used for
 * another one.
 */
export async function takeDelivery(
  source: ImportSource,
  { bytes, key }: { bytes: Buffer; key: string },
  { store, clock }: { store: Store; clock: Clock },
) {
  if (bytes.length === 0) throw new AppError('input-invalid', 'body: is empty.', { details: { field: 'body' } })
  if (key.length > 200)
    throw new AppError('input-invalid', 'Idempotency-Key: 200 characters at most.', {
      details: { field: 'idempotency-key' },
    })
  const rows = () => openSource([bytes]).rows
  const batch = await runImport(store, clock, {
    key: `webhook:${source.id}:${key}`,
    source: { kind: 'webhook', name: source.id },
    content: fingerprintOf(bytes.toString('base64')),
    rules: source.rules ? readMapping(source.rules) : await suggestRules(rows()),
    options: source.options,
    by: `source ${source.id}`,
    rows,
  })
  const letters = await importLetters(store).list({ batch: batch.id, state: 'open', limit: shownProblems })
  return {
    batch: batch.id,
    ...batch.counts,
    problems: letters.flatMap(({ row, problems }) => problems.map((problem) => ({ row, ...problem }))),
  }
}
