// Imports: files, sources and what they brought; repair of rows that were not taken, undoing, lineage and the data dictionary.
import { z } from 'zod'
import { instant, limit, nothing, route } from '../route.js'
import { columnRule } from './rule-view.js'

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])
export const problemView = z.object({
  field: z.string(),
  value: z.string(),
  reason: z.string(),
  suggestion: z.string().optional(),
})
const id = z.string().min(1).max(300)
const batchParams = z.object({ batch: id })
const count = z.number().int()

export const batchView = z.object({
  id: z.string(),
  key: z.string(),
  source: z.object({ kind: z.string(), name: z.string() }),
  state: z.enum(['running', 'failed', 'done', 'undoing', 'undone']),
  counts: z.object({
    rows: count,
    new: count,
    updated: count,
    duplicate: count,
    invalid: count,
    outliers: count,
    filled: count,
  }),
  by: z.string(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  failure: z.string().nullable(),
  undo: z.object({ by: z.string(), at: instant, customers: count, kept: count }).nullable(),
})
export type BatchView = z.infer<typeof batchView>

export const letterView = z.object({
  id: z.string(),
  row: count,
  line: count,
  kind: z.enum(['invalid', 'duplicate', 'outlier', 'later-edit']),
  state: z.enum(['open', 'replayed', 'dismissed', 'noted']),
  problems: z.array(problemView),
  cells: z.array(z.tuple([z.string(), z.string()])),
  raw: z.string().nullable(),
  customer: z.string().nullable(),
})
export type LetterView = z.infer<typeof letterView>

export const dictionaryEntry = z.object({
  name: z.string(),
  types: z.record(z.string(), z.number()),
  filled: count,
  fillRate: z.number(),
  distinct: count,
  madeUp: count,
  oldest: instant.nullable(),
  newest: instant.nullable(),
  sources: z.array(z.object({ source: z.string(), values: count })),
  owner: z.string().nullable(),
})

const lineageEntry = z.object({
  target: z.string(),
  value,
  confidence: z.number(),
  origin: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('import'),
      batch: z.string(),
      source: z.string(),
      row: count,
      line: count,
      made: z.string(),
      column: z.string().nullable(),
      type: z.string().nullable(),
      at: instant,
    }),
    z.object({ kind: z.literal('other'), source: z.string(), rule: z.string().nullable(), at: instant }),
  ]),
  earlier: z.array(z.object({ value, batch: z.string(), row: count, at: instant })),
})

export const importsContract = {
  list: route({
    method: 'get',
    path: '/imports',
    policy: 'imports.read',
    summary: 'Batches, newest first.',
    query: z.object({ limit: limit(200, 50) }),
    response: z.object({ batches: z.array(batchView) }),
  }),
  get: route({
    method: 'get',
    path: '/imports/:batch',
    policy: 'imports.read',
    summary: 'One batch with the rules it was read by.',
    params: batchParams,
    response: z.object({
      batch: batchView,
      rules: z.array(columnRule),
      letters: z.object({ open: count, replayed: count, dismissed: count, noted: count }),
    }),
  }),
  letters: route({
    method: 'get',
    path: '/imports/:batch/letters',
    policy: 'imports.read',
    summary: 'Rows that were not taken or are worth a look, in the order of the file; `after` is the last row seen.',
    params: batchParams,
    query: z.object({
      state: letterView.shape.state.optional(),
      kind: letterView.shape.kind.optional(),
      after: z.coerce.number().int().optional(),
      limit: limit(500, 100),
    }),
    response: z.object({ letters: z.array(letterView), next: count.nullable() }),
  }),
  replay: route({
    method: 'post',
    path: '/import-letters/:letter/replay',
    policy: 'imports.edit',
    summary: 'Import a row again, with cells replaced by `set`.',
    params: z.object({ letter: id }),
    body: z.object({ set: z.record(z.string(), z.string().max(10_000)).default({}) }),
    response: z.object({ outcome: z.enum(['new', 'updated', 'invalid', 'closed']), problems: z.array(problemView) }),
  }),
  dismiss: route({
    method: 'post',
    path: '/import-letters/:letter/dismiss',
    policy: 'imports.edit',
    summary: 'Take a row off the list without importing it.',
    params: z.object({ letter: id }),
    response: z.object({ dismissed: z.boolean() }),
  }),
  undo: route({
    method: 'post',
    path: '/imports/:batch/undo',
    policy: 'imports.edit',
    summary: 'Take a batch back; later edits stay and are listed as letters of kind `later-edit`.',
    params: batchParams,
    response: z.object({ batch: batchView }),
  }),
  dictionary: route({
    method: 'get',
    path: '/data-dictionary',
    policy: 'imports.read',
    summary: 'What the record holds, field by field.',
    response: z.object({ customers: count, entries: z.array(dictionaryEntry) }),
  }),
  setOwner: route({
    method: 'put',
    path: '/data-dictionary/:name/owner',
    policy: 'imports.edit',
    summary: 'Say who answers for a field; an empty owner takes it back.',
    params: z.object({ name: id }),
    body: z.object({ owner: z.string().trim().max(80) }),
    response: nothing,
  }),
  lineage: route({
    method: 'get',
    path: '/customers/:customer/lineage',
    policy: 'customers.read',
    summary: 'Where each value of a customer came from.',
    params: z.object({ customer: id }),
    response: z.object({ values: z.array(lineageEntry) }),
  }),
}
