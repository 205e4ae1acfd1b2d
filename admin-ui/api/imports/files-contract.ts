// Files handed over to be imported, and sources that are asked or send by themselves.
import { z } from 'zod'
import { instant, limit, nothing, route } from '../route.js'
import { batchView, problemView } from './contract.js'
import { columnRule } from './rule-view.js'

const count = z.number().int()
const file = z.string().min(1).max(60)
const fileParams = z.object({ file })
const rule = z.record(z.string(), z.unknown())

/** How cells are read where that leaves a choice. */
export const convertOptions = z.strictObject({
  /** ISO 3166, for telephone numbers without a country code. */
  country: z.string().length(2).exactOptional(),
  dayFirst: z.boolean().exactOptional(),
  decimalComma: z.boolean().exactOptional(),
  /** ISO 4217, for money that does not say it. */
  currency: z.string().length(3).exactOptional(),
})
export type ConvertOptions = z.infer<typeof convertOptions>
const plan = { rules: z.array(rule).min(1).max(500).exactOptional(), options: convertOptions.default({}) }

/** Answer to `POST /import-files?name=people.csv`, whose body is the file itself, of any type. */
export const uploadView = z.object({
  id: z.string(),
  name: z.string(),
  bytes: count,
  checksum: z.string(),
  at: instant,
})
export const uploadQuery = z.strictObject({ name: z.string().trim().min(1).max(200) })

const found = z.object({
  row: count,
  line: count,
  kind: z.enum(['invalid', 'duplicate', 'outlier']),
  problems: z.array(problemView),
})

export const importFilesContract = {
  suggest: route({
    method: 'get',
    path: '/import-files/:file/mapping',
    policy: 'imports.edit',
    summary: 'A mapping suggested from names and content, and the first rows.',
    params: fileParams,
    query: z.object({ country: z.string().length(2).optional() }),
    response: z.object({
      name: z.string(),
      rules: z.array(columnRule),
      sample: z.array(z.object({ row: count, cells: z.array(z.tuple([z.string(), z.string()])) })),
    }),
  }),
  check: route({
    method: 'post',
    path: '/import-files/:file/check',
    policy: 'imports.edit',
    summary: 'What an import would do with the whole file; writes nothing of it. `check` names its report.',
    params: fileParams,
    body: z.strictObject(plan),
    response: z.object({
      check: z.string(),
      rows: count,
      new: count,
      updated: count,
      unclear: count,
      invalid: count,
      duplicate: count,
      outliers: count,
      reasons: z.array(z.object({ reason: z.string(), rows: count })),
      isCut: z.boolean(),
    }),
  }),
  report: route({
    method: 'get',
    path: '/import-files/:file/checks/:check',
    policy: 'imports.edit',
    summary:
      'Rows that would not be imported or are worth a look, in the order of the file; `after` is the `next` of the page before.',
    params: fileParams.extend({ check: z.string().regex(/^[\da-f]{16}$/) }),
    query: z.object({ after: z.coerce.number().int().min(0).default(0), limit: limit(500, 100) }),
    response: z.object({ findings: z.array(found), next: count.nullable() }),
  }),
  commit: route({
    method: 'post',
    path: '/import-files/:file/commit',
    policy: 'imports.edit',
    summary:
      'Begin the import; the batch tells how far it is. The same key is the same import, and goes on after a crash.',
    params: fileParams,
    body: z.strictObject({ ...plan, key: z.string().trim().min(1).max(200).exactOptional() }),
    response: z.object({ batch: batchView }),
  }),
  remove: route({
    method: 'delete',
    path: '/import-files/:file',
    policy: 'imports.edit',
    summary: 'Take the file away; what was imported from it stays.',
    params: fileParams,
    response: nothing,
  }),
}

export const sourceView = z.object({
  name: z.string(),
  kind: z.enum(['file', 'rest', 'sql', 'webhook', 'segment']),
  trust: z.enum(['server', 'browser']).nullable(),
  /** Without keys and passwords. */
  definition: rule,
  rules: z.array(rule).nullable(),
  everyMinutes: count.nullable(),
  paused: z.boolean(),
  /** A run is going on, or will be gone on with. */
  running: z.object({ records: count }).nullable(),
  nextAt: instant.nullable(),
  lastAt: instant.nullable(),
  lastBatch: z.string().nullable(),
  failure: z.string().nullable(),
})
export type SourceView = z.infer<typeof sourceView>

const sourceParams = z.object({ name: z.string().min(1).max(60) })
const everyMinutes = z.number().int().min(1).max(100_000)
const reading = { rules: plan.rules, options: convertOptions.exactOptional() }

export const importSourcesContract = {
  list: route({
    method: 'get',
    path: '/import-sources',
    policy: 'imports.read',
    summary: 'Sources by name, without their secrets.',
    response: z.object({ sources: z.array(sourceView) }),
  }),
  add: route({
    method: 'post',
    path: '/import-sources',
    policy: 'imports.edit',
    summary: 'A source that is asked (`pull`), or one that sends; `writeKey` of the latter is told this once.',
    body: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('pull'),
        name: sourceParams.shape.name,
        definition: rule,
        everyMinutes: everyMinutes.exactOptional(),
        ...reading,
      }),
      z.strictObject({
        kind: z.enum(['webhook', 'segment']),
        name: sourceParams.shape.name,
        trust: z.enum(['server', 'browser']),
        ...reading,
      }),
    ]),
    response: z.object({ source: sourceView, writeKey: z.string().nullable() }),
  }),
  change: route({
    method: 'patch',
    path: '/import-sources/:name',
    policy: 'imports.edit',
    summary: 'Pause it or let it go on; ask it every so many minutes, or with null only when told.',
    params: sourceParams,
    body: z.strictObject({
      paused: z.boolean().exactOptional(),
      everyMinutes: everyMinutes.nullable().exactOptional(),
    }),
    response: z.object({ source: sourceView }),
  }),
  pull: route({
    method: 'post',
    path: '/import-sources/:name/pull',
    policy: 'imports.edit',
    summary: 'Ask it now; its batch appears when it has answered.',
    params: sourceParams,
    response: nothing,
  }),
  remove: route({
    method: 'delete',
    path: '/import-sources/:name',
    policy: 'imports.edit',
    summary: 'Take a source away; what it brought stays.',
    params: sourceParams,
    response: nothing,
  }),
}
