// One run of a source: what it gives is first kept in a file of ours, page by page, then imported from there. So a run that dies goes on at
// its page or its row, and what was imported can be read again as it came.
import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../platform/clock.js'
import { AppError, toError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { leases } from '../../store/leases.js'
import type { ImportBatch } from '../../store/models/import-batch-model.js'
import type { ImportSource } from '../../store/models/import-source-model.js'
import { readMapping } from '../mapping.js'
import { openSource } from '../read/index.js'
import { runImport } from '../record/run-batch.js'
import { suggestRules } from '../suggest-rules.js'
import { readDefinition, type Environment, type Page } from './definition.js'
import { pullRest, type RestOptions } from './rest.js'
import { importSources } from './sources.js'
import { pullSql } from './sql.js'

export interface PullOptions {
  store: Store
  clock: Clock
  /** For the files of runs that go on. */
  folder: string
  environment: Environment
  sleep?: RestOptions['sleep']
  signal?: AbortSignal
}

export type Pulled =
  | { kind: 'imported'; batch: ImportBatch; records: number }
  /** The source had nothing new. */
  | { kind: 'nothing' }

type Run = NonNullable<ImportSource['run']>

/** A page with all its tries may take so long. */
const leaseMs = 900_000

/**
 * Safe to repeat and to go on with after a crash. Rejects with `not-found`; with `input-invalid` for a source that sends by itself; with
 * `source-failed` when it cannot be read (the next call goes on); with `conflict` when another process runs it.
 */
export async function pullSource(name: string, options: PullOptions): Promise<Pulled> {
  const { store, clock, folder } = options
  const sources = importSources(store, clock)
  const source = await sources.need(name)
  if (source.kind !== 'rest' && source.kind !== 'sql')
    throw new AppError('input-invalid', `${name} sends by itself and cannot be asked.`, { details: { source: name } })
  await mkdir(folder, { recursive: true })
  const held = leases(store, clock)
  const holder = randomUUID()
  const keepLease = async (): Promise<void> => {
    if (!(await held.take(`source:${name}`, holder, leaseMs)))
      throw new AppError('conflict', 'Another process reads this source.', { retryable: true })
  }
  await keepLease()
  try {
    const run = await collect(source, options, keepLease)
    const file = spoolOf(folder, run.id)
    if (run.records === 0) {
      await sources.endRun(name, run.id, source.lastBatch ?? '', run.cursor)
      await rm(file, { force: true })
      return { kind: 'nothing' }
    }
    const rows = () => openSource(createReadStream(file), { format: 'json' }).rows
    const rules = source.rules ? readMapping(source.rules) : await suggestRules(rows())
    const batch = await runImport(store, clock, {
      key: `source:${name}:${run.id}`,
      source: { kind: source.kind, name },
      content: run.id,
      ...{ rules, rows, by: `source ${name}`, options: source.options },
      ...(options.signal && { signal: options.signal }),
    })
    await sources.endRun(name, run.id, batch.id, run.cursor)
    await rm(file, { force: true })
    return { kind: 'imported', batch, records: run.records }
  } catch (thrown) {
    const error = toError(thrown)
    await sources.failed(name, error instanceof AppError ? error.message : 'A fault of ours; the log has it.')
    throw error
  } finally {
    await held.release(`source:${name}`, holder)
  }
}

const spoolOf = (folder: string, run: string): string => join(folder, `${run}.ndjson`)

/** Where a run stands: the one that was begun, if its file is here, else a new one. */
async function standing(source: ImportSource, { store, clock, folder }: PullOptions): Promise<Run> {
  const known = source.run
  const here = known !== undefined && existsSync(spoolOf(folder, known.id))
  // A database keeps no place: its rows are read again from where the run began.
  if (known && here && (known.complete || source.kind === 'rest')) return known
  const since = known?.since ?? source.cursor
  const fresh: Run = {
    id: `run_${randomUUID()}`,
    ...(since !== undefined && { since }),
    ...{ bytes: 0, records: 0, complete: false },
  }
  if (!(await importSources(store, clock).setRun(source.id, known?.id, fresh)))
    throw new AppError('conflict', 'Another process reads this source.', { retryable: true })
  if (known) await rm(spoolOf(folder, known.id), { force: true })
  return fresh
}

/** Everything the source has, in the spool file. */
async function collect(source: ImportSource, options: PullOptions, keepLease: () => Promise<void>): Promise<Run> {
  const { store, clock, folder } = options
  const sources = importSources(store, clock)
  let run = await standing(source, options)
  if (run.complete) return run
  const file = await open(spoolOf(folder, run.id), 'a')
  try {
    // What a dead process wrote after its last note is written again.
    await file.truncate(run.bytes)
    for await (const page of pagesOf(source, run, options)) {
      const text = page.records.map((record) => `${JSON.stringify(record)}\n`).join('')
      const bytes = Buffer.from(text)
      await file.appendFile(bytes)
      await file.datasync()
      const { position: _p, cursor: _c, ...before } = run
      run = {
        ...before,
        ...(page.position !== undefined && { position: page.position }),
        ...(page.cursor !== undefined && { cursor: page.cursor }),
        bytes: run.bytes + bytes.length,
        records: run.records + page.records.length,
        complete: source.kind === 'rest' && page.position === undefined,
      }
      if (!(await sources.setRun(source.id, run.id, run)))
        throw new AppError('conflict', 'Another process reads this source.', { retryable: true })
      await keepLease()
      options.signal?.throwIfAborted()
    }
  } finally {
    await file.close()
  }
  if (!run.complete) {
    run = { ...run, complete: true }
    await sources.setRun(source.id, run.id, run)
  }
  return run
}

function pagesOf(source: ImportSource, run: Run, options: PullOptions): AsyncGenerator<Page> {
  const definition = readDefinition(source.definition)
  if (definition.kind === 'sql') return pullSql(definition, run.since, options.environment)
  const from = run.bytes === 0 ? undefined : { position: run.position, cursor: run.cursor }
  return pullRest(definition, run.since, from, {
    environment: options.environment,
    ...(options.sleep && { sleep: options.sleep }),
    ...(options.signal && { signal: options.signal }),
  })
}
