// Training data carried between Kefu and other tools: what an import would do, doing it, and export.
import { z } from 'zod'
import { changeView } from '../train/views.js'
import { route } from '../route.js'

export const formatNames = ['rasa', 'dialogflow-es', 'dialogflow-cx', 'luis', 'botpress', 'jsonl', 'csv'] as const
export const formatName = z.enum(formatNames)
export type FormatName = z.infer<typeof formatName>

/** Text of all files of an import, in characters. */
export const mostCharacters = 4_000_000

export const dataFile = z.object({ path: z.string().min(1).max(500), text: z.string() })
export type DataFileView = z.infer<typeof dataFile>

const files = z
  .array(dataFile)
  .min(1)
  .max(5000)
  .refine((list) => list.reduce((sum, { text }) => sum + text.length, 0) <= mostCharacters, 'are too large together')

export const rowStatuses = ['new', 'marked', 'duplicate', 'invalid'] as const
export const rowStatus = z.enum(rowStatuses)
export type RowStatus = z.infer<typeof rowStatus>

export const rowReason = z.discriminatedUnion('kind', [
  /** The same example stands in the intent already, or earlier in the files. */
  z.object({ kind: z.literal('same') }),
  /** It is an example of another intent. */
  z.object({ kind: z.literal('other-intent'), intent: z.string() }),
  /** It is listed as something that no intent should claim. */
  z.object({ kind: z.literal('not-ours') }),
  z.object({ kind: z.literal('too-long'), most: z.number().int() }),
  z.object({ kind: z.literal('name') }),
  /** The reader's own words: what is wrong with the row in its file. */
  z.object({ kind: z.literal('unreadable'), file: z.string(), at: z.string(), reason: z.string() }),
])
export type RowReason = z.infer<typeof rowReason>

export const rowView = z.object({
  /** Null: a sentence that no intent should claim. */
  intent: z.string().nullable(),
  text: z.string(),
  status: rowStatus,
  reason: rowReason.exactOptional(),
})
export type RowView = z.infer<typeof rowView>

const count = z.number().int()
const counts = z.object({ new: count, marked: count, duplicate: count, invalid: count })

export const importView = z.object({
  format: formatName,
  counts,
  intents: z.array(z.object({ name: z.string(), known: z.boolean(), counts })),
  outOfScope: counts,
  /** The first of each status; `counts` has all. */
  rows: z.array(rowView),
  entities: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['list', 'pattern']),
      /** `known`: one of this name is there and stays as it is. */
      status: z.enum(['new', 'known', 'invalid']),
      reason: z.string().exactOptional(),
    }),
  ),
  renamed: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Intents without examples. */
  skipped: z.array(z.string()),
  /** Names what was shown: importing is refused when it would do something else by then. */
  plan: z.string(),
})
export type ImportView = z.infer<typeof importView>

const given = { files, format: formatName.exactOptional() }

export const exchangeContract = {
  check: route({
    method: 'post',
    path: '/training/import/check',
    policy: 'training.edit',
    summary: 'What importing these files would do, row by row. Changes nothing.',
    bodyLimit: '12mb',
    body: z.object(given),
    response: importView,
  }),
  import: route({
    method: 'post',
    path: '/training/import',
    policy: 'training.edit',
    summary:
      'Import files as `check` has shown it, as one change that can be undone. `conflict` when the data changed since.',
    bodyLimit: '12mb',
    body: z.object({ ...given, plan: z.string().max(100) }),
    response: z.object({ change: changeView.nullable(), counts }),
  }),
  export: route({
    method: 'get',
    path: '/training/export',
    policy: 'training.read',
    summary: 'All training data in a format, and what the format has no place for.',
    query: z.object({ format: formatName }),
    response: z.object({ files: z.array(dataFile), lost: z.array(z.string()) }),
  }),
}
