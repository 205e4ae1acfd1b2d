// Sources for people who look after them: shown without keys and passwords, which nobody reads back.
import type { Clock } from '../../../platform/clock.js'
import type { Store } from '../../store/connection.js'
import type { ImportSource } from '../../store/models/import-source-model.js'
import type { ConvertOptions } from '../convert/field.js'
import { readMapping } from '../mapping.js'
import { pullSchema, type Secret } from './definition.js'
import { importSources } from './sources.js'

const hidden = '•••'
/** The name of a variable tells nothing; a text may be the key itself. */
const shownSecret = (secret: Secret): unknown => (typeof secret === 'string' ? hidden : secret)

function shownAddress(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  for (const name of [...url.searchParams.keys()]) url.searchParams.set(name, hidden)
  return decodeURI(url.href)
}

function shownDefinition(value: ImportSource['definition']): Record<string, unknown> {
  const parsed = pullSchema.safeParse(value)
  if (!parsed.success) return {}
  const definition = parsed.data
  if (definition.kind === 'sql') return { ...definition, connection: shownSecret(definition.connection) }
  const { auth, headers, url } = definition
  return {
    ...definition,
    url: shownAddress(url),
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, hidden])),
    ...(auth && { auth: { ...auth, value: shownSecret(auth.value) } }),
  }
}

const shown = (source: ImportSource): ImportSource => ({ ...source, definition: shownDefinition(source.definition) })

interface Reading {
  name: string
  rules?: unknown
  options?: ConvertOptions | undefined
}
export type GivenSource = Reading &
  (
    | { kind: 'pull'; definition: unknown; everyMinutes?: number | undefined }
    | { kind: 'webhook' | 'segment'; trust: 'server' | 'browser' }
  )

export function sourceDesk(store: Store, clock: Clock) {
  const { list, need, add, setPaused, reschedule, remove } = importSources(store, clock)
  return {
    list: async () => (await list()).map(shown),
    /** Rejects with `not-found`. */
    need: async (name: string) => shown(await need(name)),

    /** Rejects with `conflict` for a name that is taken, with `input-invalid` for a definition or mapping that is wrong. */
    async add({ rules, ...given }: GivenSource) {
      const { source, writeKey } = await add({ ...given, ...(rules !== undefined && { rules: readMapping(rules) }) })
      return { source: shown(source), writeKey }
    },
    setPaused,
    reschedule,
    remove,
  }
}
