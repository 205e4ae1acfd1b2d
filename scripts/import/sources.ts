// `npm run import -- sources|source-add|source-remove|pull`: where customers come from again and again.
import { join } from 'node:path'
import { readMapping } from '../../knowledge/imports/index.js'
import { importSources, pullSource } from '../../knowledge/imports/sources/index.js'
import { systemClock } from '../../platform/clock.js'
import { readConfig } from '../../platform/config.js'
import { numberOption, optional, required, usageError, type Given } from '../lib/command.js'
import { withRecord } from '../lib/with-record.js'
import { convertOptions, jsonFile } from './file.js'

type Source = Awaited<ReturnType<ReturnType<typeof importSources>['need']>>

const shownSource = ({ id, kind, trust, everyMinutes, paused, cursor, lastAt, lastBatch, failure }: Source) => ({
  ...{ name: id, kind, paused },
  ...(trust && { trust }),
  ...(everyMinutes !== undefined && { everyMinutes }),
  ...(cursor !== undefined && { cursor }),
  ...(lastAt && { lastAt: lastAt.toISOString() }),
  ...(lastBatch !== undefined && { lastBatch }),
  ...(failure !== undefined && { failure }),
})

export const sources = (): Promise<unknown> =>
  withRecord(async (store) => (await importSources(store, systemClock).list()).map(shownSource))

export async function addSource(given: Given): Promise<unknown> {
  const name = required(given, 'name')
  const mapping = optional(given, 'mapping')
  const common = {
    name,
    options: convertOptions(given),
    ...(mapping !== undefined && { rules: readMapping(jsonFile(mapping)) }),
  }
  const definition = optional(given, 'definition')
  return withRecord(async (store) => {
    const room = importSources(store, systemClock)
    if (definition !== undefined) {
      const every =
        optional(given, 'every') === undefined ? {} : { everyMinutes: numberOption(given, 'every', 60, 1, 525_600) }
      return shownSource(
        (await room.add({ ...common, kind: 'pull', definition: jsonFile(definition), ...every })).source,
      )
    }
    const kind = required(given, 'kind')
    const trust = optional(given, 'trust') ?? 'server'
    if (kind !== 'segment' && kind !== 'webhook') throw usageError('--kind must be segment or webhook.')
    if (trust !== 'server' && trust !== 'browser') throw usageError('--trust must be server or browser.')
    const { source, writeKey } = await room.add({ ...common, kind, trust })
    // Told this once; the record keeps only its hash.
    return { ...shownSource(source), writeKey }
  })
}

export const removeSource = (given: Given): Promise<unknown> =>
  withRecord(async (store) => ({ removed: await importSources(store, systemClock).remove(required(given, 'name')) }))

export const pull = (given: Given): Promise<unknown> =>
  withRecord(async (store) => {
    const folder = join(readConfig(process.cwd()).DATA_DIR, 'imports')
    const pulled = await pullSource(required(given, 'name'), {
      ...{ store, clock: systemClock, folder, environment: process.env },
    })
    return pulled.kind === 'nothing'
      ? { records: 0 }
      : { records: pulled.records, batch: pulled.batch.id, ...pulled.batch.counts }
  })
