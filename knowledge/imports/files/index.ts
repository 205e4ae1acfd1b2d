// Importing a file that was handed over: looked at, checked, and imported while nobody waits.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../../platform/errors.js'
import type { ImportBatch } from '../../store/models/import-batch-model.js'
import type { ConvertOptions } from '../convert/field.js'
import { readMapping, type ColumnRule } from '../mapping.js'
import { batchIdOf, fingerprintOf, importBatches } from '../record/batches.js'
import { runImport } from '../record/run-batch.js'
import { suggestRules } from '../suggest-rules.js'
import { dryRun, readReport, type DryRun, type Finding } from './dry-run.js'
import { uploads, type Upload, type UploadsOptions } from './uploads.js'

export type { DryRun, Finding, Upload }

export interface FilePlan {
  /** Suggested ones where there are none. */
  rules?: unknown
  options: ConvertOptions
}

export interface ImportFilesOptions extends UploadsOptions {
  /** Told when an import that nobody waits for has failed; the batch says so too. */
  onFailed?: (batch: string, error: unknown) => void
}

const shownRows = 20
const pollMs = 20

export type ImportFiles = ReturnType<typeof importFiles>

export function importFiles({ store, clock, onFailed, ...options }: ImportFilesOptions) {
  const files = uploads({ store, clock, ...options })
  const batches = importBatches(store, clock)
  const stop = new AbortController()
  const running = new Set<Promise<unknown>>()

  const rulesOf = async (id: string, { rules, options: convert }: FilePlan): Promise<ColumnRule[]> =>
    rules === undefined ? suggestRules(files.rows(id), convert.country) : readMapping(rules)

  return {
    receive: files.receive,
    need: files.need,
    remove: files.remove,
    sweep: files.sweep,

    /** Rules from names and content, and the first rows. Rejects with `not-found`. */
    async suggest(id: string, country?: string) {
      await files.need(id)
      const sample: { row: number; cells: [string, string][] }[] = []
      for await (const row of files.rows(id)) {
        if (row.kind === 'row') sample.push({ row: row.row, cells: [...row.values] })
        if (row.row >= shownRows) break
      }
      return { rules: await suggestRules(files.rows(id), country), sample }
    },

    /** Reads the whole file and writes nothing of it. Rejects with `not-found`, and with `input-invalid` for a wrong mapping. */
    async check(id: string, plan: FilePlan): Promise<{ check: string; result: DryRun }> {
      await files.need(id)
      const rules = await rulesOf(id, plan)
      const check = fingerprintOf({ rules, options: plan.options }).slice(0, 16)
      const rows = () => files.rows(id)
      const keep = (lines: AsyncIterable<Uint8Array>) => files.report.write(id, check, lines)
      const result = await dryRun(store, { rows, rules, options: plan.options, keep })
      return { check, result }
    },

    async report(id: string, check: string, page: { after: number; limit: number }) {
      await files.need(id)
      const kept = await files.report.find(id, check)
      if (!kept) throw new AppError('not-found', 'There is no such report: check the file first.')
      return readReport({ bytes: kept.bytes, read: (from) => files.report.read(id, check, from) }, page)
    },

    /**
     * Begins the import and answers while it goes on; the batch tells how far it is. The same key is the same import, which goes on after a
     * crash. Rejects with `conflict` when the key was used for something else, or while another process runs it.
     */
    async commit(id: string, plan: FilePlan & { key?: string | undefined }, by: string): Promise<ImportBatch> {
      const { name, checksum } = await files.need(id)
      const rules = await rulesOf(id, plan)
      const fingerprint = fingerprintOf({ content: checksum, rules, options: plan.options })
      const key = plan.key ?? `file:${name}:${fingerprint}`
      await files.isUsed(id)
      const run = runImport(store, clock, {
        ...{ key, content: checksum, rules, options: plan.options, by },
        source: { kind: 'file', name },
        rows: () => files.rows(id),
        signal: stop.signal,
      })
      const batch = batchIdOf(key)
      const ended = run
        .then(() => files.wasUsed(id))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) onFailed?.(batch, error)
        })
      running.add(ended)
      void ended.finally(() => running.delete(ended))
      // What refuses it does so before the batch is begun, or soon after.
      for (;;) {
        const known = await Promise.race([run, pause(pollMs)])
        const begun = known ?? (await batches.get(batch))
        // A key of something else is refused in a moment.
        if (begun?.fingerprint === fingerprint) return begun
      }
    },

    /** What is going on stops at its next chunk and goes on when it is committed again. */
    async close(): Promise<void> {
      stop.abort()
      await Promise.all(running)
    },
  }
}
