// What the API shows of the training data, its versions and the training that goes on, and the forms that it takes.
import { z } from 'zod'
import { instant, locale, localizedText } from '../route.js'

export const intentName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters and digits, words joined by hyphens')
  .max(60)
export const utterance = z.string().trim().min(1).max(300)
const answerText = z.string().trim().min(1).max(2000)
export const answers = z.object({ en: z.array(answerText).max(20), zh: z.array(answerText).max(20) })
const utterances = z.object({ en: z.array(z.string()), zh: z.array(z.string()) })
export const entityName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters and digits, words joined by hyphens')
  .max(60)
/** A value marked in an utterance: a half-open range of UTF-16 code units. */
const mark = z.object({
  entity: z.string(),
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  role: z.string().exactOptional(),
  value: z.string().exactOptional(),
})
export type MarkView = z.infer<typeof mark>
/** A mark that somebody makes: its names are in Kefu's form. */
export const newMark = mark.extend({ entity: entityName, role: entityName.exactOptional() })
export const intentKinds = ['flow', 'article', 'answer', 'dialogue'] as const

/** What is wrong with an utterance or an intent. `severe` ones should be put right before training. */
export const issue = z.object({
  kind: z.enum(['duplicate', 'conflict', 'too-few', 'no-answer', 'too-long', 'missing-language']),
  severe: z.boolean(),
  intent: z.string(),
  locale: locale.optional(),
  text: z.string().optional(),
  /** The other intent that has the same utterance. */
  other: z.string().optional(),
  count: z.number().int().optional(),
})
export type Issue = z.infer<typeof issue>

export const intentSummary = z.object({
  name: z.string(),
  description: localizedText,
  kind: z.enum(intentKinds),
  counts: z.object({ en: z.number().int(), zh: z.number().int() }),
  issues: z.number().int(),
  severe: z.number().int(),
})
export type IntentSummary = z.infer<typeof intentSummary>

export const intentView = z.object({
  name: z.string(),
  description: localizedText,
  kind: z.enum(intentKinds),
  article: z.string().optional(),
  answers: z.object({ en: z.array(z.string()), zh: z.array(z.string()) }),
  utterances,
  /** Utterances in which values are marked; one entry a text. */
  marks: z.array(z.object({ text: z.string(), entities: z.array(mark) })),
  /** Grows with each change; changes are conditional on it. */
  version: z.number().int(),
  issues: z.array(issue),
})
export type IntentView = z.infer<typeof intentView>

export const changeView = z.object({
  id: z.string(),
  kind: z.enum([
    'add-intent',
    'change-intent',
    'delete-intent',
    'add',
    'edit',
    'move',
    'remove',
    'mark',
    'import',
    'not-ours',
    'undo',
  ]),
  intents: z.array(z.string()),
  count: z.number().int(),
  by: z.string(),
  at: instant,
  undone: z.boolean(),
})
export type ChangeView = z.infer<typeof changeView>

export const newIntentForm = z.object({
  name: intentName,
  description: z.object({ en: z.string().trim().max(300), zh: z.string().trim().max(300) }),
  kind: z.enum(['answer', 'article']).default('answer'),
  article: z.string().max(100).optional(),
  answers: answers.default({ en: [], zh: [] }),
  utterances: z
    .object({ en: z.array(utterance).max(2000), zh: z.array(utterance).max(2000) })
    .default({ en: [], zh: [] }),
})

const scores = z.object({
  intent: z.string(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.number().int(),
})

const curvePoint = z.object({
  threshold: z.number(),
  inScopeRejected: z.number(),
  caught: z.number().optional(),
})

const curves = z.object({
  /** Mean distance of confidence and accuracy. */
  calibrationError: z.number(),
  /** Answers by how sure they were, in tenths; tenths without an answer are left out. */
  reliability: z.array(z.object({ confidence: z.number(), accuracy: z.number(), count: z.number().int() })),
  /** What is rightly turned away for what is wrongly turned away, by threshold. */
  outOfScope: z.object({
    sentences: z.number().int(),
    auroc: z.number().optional(),
    chosen: curvePoint,
    curve: z.array(curvePoint),
  }),
})
export type CurvesView = z.infer<typeof curves>

export const reportView = z.object({
  /** Held-out utterances that were judged: none of them was trained on by the model that judged it. */
  examples: z.number().int(),
  accuracy: z.number(),
  macroF1: z.number(),
  folds: z.number().int(),
  intents: z.array(scores),
  /** Most frequent first. */
  confusions: z.array(
    z.object({
      expected: z.string(),
      predicted: z.string(),
      count: z.number().int(),
      utterances: z.array(z.string()),
    }),
  ),
  outOfScope: z.object({ examples: z.number().int(), rejected: z.number(), inScopeRejected: z.number() }).optional(),
  /** Absent where the version itself is gone. */
  curves: curves.optional(),
})
export type ReportView = z.infer<typeof reportView>

export const versionView = z.object({
  id: z.string(),
  createdAt: instant,
  by: z.string(),
  live: z.boolean(),
  intents: z.number().int(),
  utterances: z.number().int(),
  accuracy: z.number().nullable(),
  /** Whether its training set was kept, so that it can be compared. */
  comparable: z.boolean(),
})
export type VersionView = z.infer<typeof versionView>

export const runView = z.discriminatedUnion('state', [
  z.object({ state: z.literal('idle') }),
  z.object({
    state: z.literal('running'),
    id: z.string(),
    by: z.string(),
    startedAt: instant,
    /** 0 … 1 */
    progress: z.number(),
    stage: z.string(),
  }),
  z.object({ state: z.literal('done'), id: z.string(), version: z.string(), finishedAt: instant }),
  z.object({ state: z.literal('cancelled'), id: z.string(), finishedAt: instant }),
  z.object({
    state: z.literal('failed'),
    id: z.string(),
    finishedAt: instant,
    code: z.string(),
    reasons: z.array(z.string()),
  }),
])
export type RunView = z.infer<typeof runView>
