// Teaching the bot: intents, their utterances and answers; training; versions.
import { z } from 'zod'
import { findingSchema } from '../../../nlu/dataset/lint/finding.js'
import { understandingView } from '../conversations/contract.js'
import { instant, limit, locale, localizedText, nothing, route } from '../route.js'

export const intentName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters and digits, words joined by hyphens')
  .max(60)
export const utterance = z.string().trim().min(1).max(300)
const answerText = z.string().trim().min(1).max(2000)
const answers = z.object({ en: z.array(answerText).max(20), zh: z.array(answerText).max(20) })
const utterances = z.object({ en: z.array(z.string()), zh: z.array(z.string()) })
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
  /** Grows with each change; changes are conditional on it. */
  version: z.number().int(),
  issues: z.array(issue),
})
export type IntentView = z.infer<typeof intentView>

export const changeView = z.object({
  id: z.string(),
  kind: z.enum(['add-intent', 'change-intent', 'delete-intent', 'add', 'edit', 'move', 'remove', 'not-ours', 'undo']),
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

const named = z.object({ name: z.string().min(1).max(60) })
const version = z.number().int().nonnegative()
const changed = z.object({ intent: intentView, change: changeView.nullable() })
const one = z.object({ id: z.string().min(1).max(100) })
const texts = z.array(utterance).min(1).max(2000)

export const trainContract = {
  intents: route({
    method: 'get',
    path: '/intents',
    policy: 'training.read',
    summary: 'All intents with the number of their utterances and of what is wrong with them.',
    response: z.object({ items: z.array(intentSummary), outOfScope: z.object({ en: z.number(), zh: z.number() }) }),
  }),
  intent: route({
    method: 'get',
    path: '/intents/:name',
    policy: 'training.read',
    summary: 'One intent with its utterances and answers.',
    params: named,
    response: intentView,
  }),
  addIntent: route({
    method: 'post',
    path: '/intents',
    policy: 'training.edit',
    summary: 'Add an intent. `conflict` when the name is taken.',
    body: newIntentForm,
    response: changed,
  }),
  changeIntent: route({
    method: 'patch',
    path: '/intents/:name',
    policy: 'training.edit',
    summary: 'Change what describes or answers an intent.',
    params: named,
    body: z.object({
      version,
      description: z.object({ en: z.string().trim().max(300), zh: z.string().trim().max(300) }).optional(),
      kind: z.enum(intentKinds).optional(),
      article: z.string().max(100).optional(),
      answers: answers.optional(),
    }),
    response: changed,
  }),
  deleteIntent: route({
    method: 'delete',
    path: '/intents/:name',
    policy: 'training.edit',
    summary: 'Delete an intent (it can be undone). Those that start a flow or steer the dialogue cannot be deleted.',
    params: named,
    query: z.object({ version: z.coerce.number().int().nonnegative() }),
    response: z.object({ change: changeView }),
  }),
  addUtterances: route({
    method: 'post',
    path: '/intents/:name/utterances',
    policy: 'training.edit',
    summary: 'Add utterances, one or many; those that are there already are skipped.',
    params: named,
    body: z.object({ version, locale, texts }),
    response: changed.extend({ added: z.number().int(), skipped: z.array(z.string()) }),
  }),
  editUtterance: route({
    method: 'patch',
    path: '/intents/:name/utterances',
    policy: 'training.edit',
    summary: 'Change the wording of an utterance.',
    params: named,
    body: z.object({ version, locale, from: z.string(), to: utterance }),
    response: changed,
  }),
  removeUtterances: route({
    method: 'post',
    path: '/intents/:name/utterances/remove',
    policy: 'training.edit',
    summary: 'Remove utterances.',
    params: named,
    body: z.object({ version, locale, texts: z.array(z.string()).min(1).max(2000) }),
    response: changed,
  }),
  moveUtterances: route({
    method: 'post',
    path: '/intents/:name/utterances/move',
    policy: 'training.edit',
    summary: 'Move utterances to another intent.',
    params: named,
    body: z.object({ version, locale, texts: z.array(z.string()).min(1).max(2000), to: z.string() }),
    response: changed,
  }),
  check: route({
    method: 'post',
    path: '/training/check',
    policy: 'training.edit',
    summary: 'What would be wrong with utterances that are being typed.',
    body: z.object({ intent: z.string().max(60), locale, texts: z.array(z.string().max(1000)).max(200) }),
    response: z.object({ issues: z.array(issue) }),
  }),
  issues: route({
    method: 'get',
    path: '/training/issues',
    policy: 'training.read',
    summary: 'Everything that is wrong with the training data.',
    response: z.object({ items: z.array(issue) }),
  }),
  lint: route({
    method: 'get',
    path: '/training/lint',
    policy: 'training.read',
    summary:
      'What the lint finds in the training data as a whole, worst first. Takes seconds: models are trained for it.',
    response: z.object({ items: z.array(findingSchema) }),
  }),
  articles: route({
    method: 'get',
    path: '/training/articles',
    policy: 'training.read',
    summary: 'Articles that an intent can be answered from.',
    response: z.object({ items: z.array(z.object({ id: z.string(), title: localizedText })) }),
  }),
  changes: route({
    method: 'get',
    path: '/training/changes',
    policy: 'training.read',
    summary: 'The last changes, newest first.',
    query: z.object({ limit: limit(100, 20) }),
    response: z.object({ items: z.array(changeView) }),
  }),
  undo: route({
    method: 'post',
    path: '/training/changes/:id/undo',
    policy: 'training.edit',
    summary: 'Undo a change. `conflict` when what it touched was changed since.',
    params: one,
    response: z.object({ change: changeView }),
  }),
  run: route({
    method: 'get',
    path: '/training/run',
    policy: 'training.read',
    summary: 'The training that is going on, or how the last one ended.',
    response: runView,
  }),
  start: route({
    method: 'post',
    path: '/training/run',
    policy: 'training.edit',
    summary: 'Train a draft from the present intents. One at a time.',
    response: runView,
  }),
  cancel: route({
    method: 'delete',
    path: '/training/run',
    policy: 'training.edit',
    summary: 'Stop the training that is going on.',
    response: runView,
  }),
  versions: route({
    method: 'get',
    path: '/training/versions',
    policy: 'training.read',
    summary: 'Trained versions, newest first, and how many changes were made since the live one.',
    response: z.object({ items: z.array(versionView), changesSinceLive: z.number().int() }),
  }),
  report: route({
    method: 'get',
    path: '/training/versions/:id/report',
    policy: 'training.read',
    summary: 'How well a version does on utterances it was not trained on.',
    params: one,
    response: reportView,
  }),
  diff: route({
    method: 'get',
    path: '/training/versions/:id/diff',
    policy: 'training.read',
    summary: 'How the training data of a version differs from that of another, or of the live one.',
    params: one,
    query: z.object({ against: z.string().max(100).optional() }),
    response: z.object({
      against: z.string().nullable(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
      changed: z.array(
        z.object({
          intent: z.string(),
          added: z.array(z.string()),
          removed: z.array(z.string()),
          answers: z.boolean(),
        }),
      ),
    }),
  }),
  publish: route({
    method: 'post',
    path: '/training/versions/:id/publish',
    policy: 'training.publish',
    summary: 'Let the bot use this version from now on; also the way back to an earlier one.',
    params: one,
    response: nothing,
  }),
  try: route({
    method: 'post',
    path: '/training/try',
    policy: 'training.read',
    summary: 'How the live version and the newest draft understand a text.',
    body: z.object({ text: z.string().trim().min(1).max(1000), language: locale.optional() }),
    response: z.object({ live: understandingView.nullable(), draft: understandingView.nullable() }),
  }),
}
