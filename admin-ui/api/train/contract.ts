// Teaching the bot: intents, their utterances and answers; training; versions.
import { z } from 'zod'
import { findingSchema } from '../../../nlu/dataset/lint/finding.js'
import { understandingView } from '../conversations/views.js'
import { limit, locale, localizedText, nothing, route } from '../route.js'
import {
  answers,
  changeView,
  intentKinds,
  intentSummary,
  intentView,
  issue,
  newIntentForm,
  newMark,
  reportView,
  runView,
  utterance,
  versionView,
} from './views.js'

export * from './views.js'

/** An understanding with the training examples that the text is most like, nearest first, whatever their intent. */
const tried = understandingView.extend({
  examples: z.array(z.object({ intent: z.string(), example: z.string(), similarity: z.number() })),
})
export type TriedView = z.infer<typeof tried>

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
  markUtterance: route({
    method: 'put',
    path: '/intents/:name/marks',
    policy: 'training.edit',
    summary: 'Mark the values in an utterance, instead of those that were marked in it before.',
    params: named,
    body: z.object({ version, text: z.string().max(1000), entities: z.array(newMark).max(50) }),
    response: changed,
  }),
  entities: route({
    method: 'get',
    path: '/training/entities',
    policy: 'training.read',
    summary: 'What values can be marked as: lists, patterns, and what was marked already, with the roles in use.',
    response: z.object({
      items: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(['list', 'pattern', 'marked']),
          roles: z.array(z.string()),
          /** How often it is marked. */
          marked: z.number().int(),
        }),
      ),
    }),
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
    response: z.object({ live: tried.nullable(), draft: tried.nullable() }),
  }),
}
