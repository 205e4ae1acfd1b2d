// Sources as they are stored: kept by name, found by their write key, due by their schedule.
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { isDuplicateKey } from '../../store/duplicate-key.js'
import {
  importSourceSchema,
  type ImportSource,
  type StoredImportSource,
} from '../../store/models/import-source-model.js'
import { fromStored } from '../../store/record-schema.js'
import type { ConvertOptions } from '../convert/field.js'
import type { ColumnRule } from '../mapping.js'
import { readDefinition } from './definition.js'

export type NewSource = {
  name: string
  rules?: readonly ColumnRule[] | undefined
  options?: ConvertOptions | undefined
} & (
  | { kind: 'pull'; definition: unknown; everyMinutes?: number | undefined }
  /** Sends by itself; its write key is told once, when it is made. */
  | { kind: 'webhook' | 'segment'; trust: 'server' | 'browser' }
)

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')

export function importSources(store: Store, clock: Clock) {
  const { importSources: documents } = store.models
  const read = (document: StoredImportSource): ImportSource => fromStored('importSources', importSourceSchema, document)
  const one = async (filter: object): Promise<ImportSource | undefined> => {
    const found = await documents.findOne(filter).lean<StoredImportSource>()
    return found ? read(found) : undefined
  }

  return {
    /** Rejects with `conflict` for a name that is taken, with `input-invalid` for a definition that is wrong. */
    async add(source: NewSource): Promise<{ source: ImportSource; writeKey: string | undefined }> {
      if (!/^[\w.-]{1,60}$/.test(source.name))
        throw new AppError('input-invalid', 'name: letters, digits, dots, hyphens and underscores, 60 at most.', {
          details: { field: 'name' },
        })
      if (source.kind === 'webhook' && source.trust === 'browser')
        throw new AppError('input-invalid', 'trust: a webhook writes to the record; its key is for servers only.', {
          details: { field: 'trust' },
        })
      const definition = source.kind === 'pull' ? readDefinition(source.definition) : undefined
      const writeKey = source.kind === 'pull' ? undefined : randomBytes(24).toString('base64url')
      const now = clock.now()
      const scheduled =
        source.kind === 'pull' && source.everyMinutes !== undefined
          ? { everyMinutes: source.everyMinutes, nextAt: now }
          : {}
      try {
        await documents.insertMany([
          {
            _id: source.name,
            kind: source.kind === 'pull' ? (definition?.kind ?? 'rest') : source.kind,
            definition: { ...definition },
            ...(source.rules && { rules: source.rules.map((rule) => ({ ...rule })) }),
            options: { ...source.options },
            paused: false,
            ...scheduled,
            ...(writeKey !== undefined && { keyHash: hashOf(writeKey) }),
            ...(source.kind !== 'pull' && { trust: source.trust }),
            createdAt: now,
          },
        ])
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        throw new AppError('conflict', `There is a source ${source.name} already.`, { details: { field: 'name' } })
      }
      return { source: (await one({ _id: source.name })) as ImportSource, writeKey }
    },

    get: (name: string) => one({ _id: name }),

    /** Rejects with `not-found`. */
    async need(name: string): Promise<ImportSource> {
      const found = await one({ _id: name })
      if (!found) throw new AppError('not-found', `There is no source ${name}.`, { details: { source: name } })
      return found
    },

    /** Whoever holds this key; undefined for a key that is not (any more) one of ours. */
    byKey: (key: string): Promise<ImportSource | undefined> => one({ keyHash: hashOf(key), paused: false }),

    async list(): Promise<readonly ImportSource[]> {
      return (await documents.find().sort({ _id: 1 }).lean<StoredImportSource[]>()).map(read)
    },

    /** Those whose time has come, longest waiting first. */
    async due(limit: number): Promise<readonly ImportSource[]> {
      const filter = { nextAt: { $lte: clock.now() }, paused: false }
      return (await documents.find(filter).sort({ nextAt: 1 }).limit(limit).lean<StoredImportSource[]>()).map(read)
    },

    /** Conditional on the run that the caller knows, so that a run that was taken over writes nothing. */
    async setRun(name: string, known: string | undefined, run: NonNullable<ImportSource['run']>): Promise<boolean> {
      const filter = known === undefined ? { run: { $exists: false } } : { 'run.id': known }
      return (await documents.updateOne({ _id: name, ...filter }, { $set: { run } })).matchedCount === 1
    },

    /** The run is over; the next one begins at `cursor`. */
    async endRun(name: string, run: string, batch: string, cursor: string | undefined): Promise<void> {
      const at = clock.now()
      await documents.updateOne(
        { _id: name, 'run.id': run },
        {
          $set: { lastAt: at, lastBatch: batch, ...(cursor !== undefined && { cursor }) },
          $unset: { run: '', failure: '' },
        },
      )
    },

    /** Shown to people until the next run succeeds. */
    async failed(name: string, failure: string): Promise<void> {
      await documents.updateOne({ _id: name }, { $set: { failure } })
    },

    /** When it is asked again. */
    async schedule(name: string, nextAt: Date): Promise<void> {
      await documents.updateOne({ _id: name, everyMinutes: { $exists: true } }, { $set: { nextAt } })
    },

    /** Asked every so many minutes from now on; null: only when somebody says so. False for a source that is not there or sends by itself. */
    async reschedule(name: string, everyMinutes: number | null): Promise<boolean> {
      const change =
        everyMinutes === null
          ? { $unset: { everyMinutes: '', nextAt: '' } }
          : { $set: { everyMinutes, nextAt: clock.now() } }
      const written = await documents.updateOne({ _id: name, kind: { $in: ['rest', 'sql'] } }, change)
      return written.matchedCount === 1
    },

    async setPaused(name: string, paused: boolean): Promise<boolean> {
      return (await documents.updateOne({ _id: name }, { $set: { paused } })).matchedCount === 1
    },

    /** What it brought stays; take its batches back one by one. */
    async remove(name: string): Promise<boolean> {
      return (await documents.deleteOne({ _id: name })).deletedCount === 1
    },
  }
}
export type ImportSources = ReturnType<typeof importSources>
