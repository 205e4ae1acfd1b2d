// Teaching the bot: editing intents, training, versions, trying out.
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import { presentUnderstanding } from '../conversations/present.js'
import type {
  ArticleTitles,
  EditableIntent,
  Intent,
  IntentChange,
  IntentStep,
  IntentStore,
  Models,
  Snapshots,
  TrainingRuns,
} from '../ports.js'
import type { Handlers } from '../serve.js'
import { checkAll, checkTyped } from './checks.js'
import type { trainContract } from './contract.js'
import { diffIntents } from './diff.js'
import { addUtterances, editUtterance, moveUtterances, removeUtterances, withoutVersion } from './edits.js'
import { markableEntities, markUtterance } from './marks.js'
import { presentChange, presentIntent, presentReport, presentRun, summarise } from './present.js'
import type { Training } from './training.js'

export interface TrainDeps {
  intents: IntentStore
  models: Models
  snapshots: Snapshots
  runs: TrainingRuns
  training: Training
  articles: ArticleTitles
  clock: Clock
  /** Tells open pages that intents, the run or the versions changed. */
  onChanged(): void
}

/** Versions shown; older ones are kept in the database. */
const shownVersions = 100

export function trainHandlers(deps: TrainDeps): Handlers<typeof trainContract> {
  const { intents, models, snapshots, runs, training, articles, onChanged } = deps

  const find = async (name: string, version?: number): Promise<EditableIntent> => {
    const intent = await intents.get(name)
    if (intent === undefined) throw new AppError('not-found', 'There is no such intent.', { details: { intent: name } })
    if (version !== undefined && version !== intent.version) throw changedMeanwhile(name)
    return intent
  }
  const apply = async (kind: IntentChange['kind'], count: number, by: string, steps: readonly IntentStep[]) => {
    const change = await intents.apply({ kind, count, by, steps })
    if (change === undefined) throw changedMeanwhile(steps[0]?.name ?? '')
    onChanged()
    return change
  }
  const answer = async (name: string, change: IntentChange | null) => {
    const all = await intents.list()
    const intent = all.find((candidate) => candidate.name === name)
    if (intent === undefined) throw changedMeanwhile(name)
    return { intent: presentIntent(intent, all), change: change === null ? null : presentChange(change) }
  }
  const liveVersion = async () => (await models.versions(shownVersions)).find(({ live }) => live)
  const snapshotOf = async (version: string) => {
    const snapshot = await snapshots.get(version)
    if (snapshot === undefined) throw new AppError('not-found', 'The training data of this version was not kept.')
    return snapshot
  }

  return {
    async intents() {
      const [all, outOfScope] = await Promise.all([intents.list(), intents.outOfScope()])
      return { items: summarise(all), outOfScope: { en: outOfScope.en.length, zh: outOfScope.zh.length } }
    },
    intent: async ({ params }) => presentIntent(await find(params.name), await intents.list()),

    async addIntent({ body }, { user }) {
      const { article, utterances, ...rest } = body
      if ((await intents.get(body.name)) !== undefined)
        throw new AppError('conflict', 'There is an intent of this name.', { details: { field: 'name' } })
      const empty: EditableIntent = {
        ...rest,
        ...(article === undefined ? {} : { article }),
        utterances: { en: [], zh: [] },
        version: 0,
      }
      const en = addUtterances(empty, 'en', utterances.en)
      const zh = addUtterances({ ...(en.step.after ?? empty), version: 0 }, 'zh', utterances.zh)
      const after = zh.step.after
      const count = en.added.length + zh.added.length
      const change = await apply('add-intent', count, user.name, [{ name: body.name, before: null, after }])
      return answer(body.name, change)
    },

    async changeIntent({ params, body }, { user }) {
      const before = await find(params.name, body.version)
      const { version: _, kind, ...given } = body
      if (kind !== undefined && kind !== before.kind && !(editableKind(kind) && editableKind(before.kind)))
        throw new AppError('not-allowed', 'What starts a flow or steers the dialogue stays that.', {
          details: { field: 'kind' },
        })
      const set = Object.fromEntries(Object.entries({ ...given, kind }).filter(([, value]) => value !== undefined))
      const after = { ...withoutVersion(before), ...set }
      const change = await apply('change-intent', 0, user.name, [{ name: before.name, before, after }])
      return answer(before.name, change)
    },

    async deleteIntent({ params, query }, { user }) {
      const before = await find(params.name, query.version)
      if (!editableKind(before.kind))
        throw new AppError('not-allowed', 'An intent that starts a flow or steers the dialogue cannot be deleted.', {
          details: { reason: before.kind },
        })
      const count = before.utterances.en.length + before.utterances.zh.length
      return {
        change: presentChange(
          await apply('delete-intent', count, user.name, [{ name: before.name, before, after: null }]),
        ),
      }
    },

    async addUtterances({ params, body }, { user }) {
      const { step, added, skipped } = addUtterances(await find(params.name, body.version), body.locale, body.texts)
      const change = added.length === 0 ? null : await apply('add', added.length, user.name, [step])
      return { ...(await answer(params.name, change)), added: added.length, skipped }
    },
    async editUtterance({ params, body }, { user }) {
      const step = editUtterance(await find(params.name, body.version), body.locale, body.from, body.to)
      return answer(params.name, await apply('edit', 1, user.name, [step]))
    },
    async removeUtterances({ params, body }, { user }) {
      const step = removeUtterances(await find(params.name, body.version), body.locale, body.texts)
      return answer(params.name, await apply('remove', body.texts.length, user.name, [step]))
    },
    async moveUtterances({ params, body }, { user }) {
      const [from, to] = [await find(params.name, body.version), await find(body.to)]
      const steps = moveUtterances(from, to, body.locale, body.texts)
      return answer(params.name, await apply('move', body.texts.length, user.name, steps))
    },

    async markUtterance({ params, body }, { user }) {
      const step = markUtterance(await find(params.name, body.version), body.text, body.entities)
      return answer(params.name, await apply('mark', body.entities.length, user.name, [step]))
    },
    entities: async () => ({ items: markableEntities(await intents.entities(), await intents.list()) }),

    check: async ({ body }) => ({ issues: checkTyped(await intents.list(), body.intent, body.locale, body.texts) }),
    issues: async () => ({ items: checkAll(await intents.list()) }),
    async lint() {
      const [list, outOfScope] = await Promise.all([intents.list(), intents.outOfScope()])
      return { items: [...(await models.lint({ intents: list.map(withoutVersion), outOfScope }))] }
    },
    articles: async () => ({ items: (await articles.list()).map(({ id, title }) => ({ id, title: { ...title } })) }),
    changes: async ({ query }) => ({ items: (await intents.changes(query.limit)).map(presentChange) }),
    async undo({ params }, { user }) {
      const change = await intents.undo(params.id, user.name)
      if (change === undefined) throw new AppError('not-found', 'There is no such change.')
      if (change === 'conflict')
        throw new AppError('conflict', 'What this change touched was changed since.', {
          details: { reason: 'changed-since' },
        })
      onChanged()
      return { change: presentChange(change) }
    },

    run: async () => presentRun(await runs.current()),
    async start(_request, { user }) {
      await training.start(user.name)
      onChanged()
      return presentRun(await runs.current())
    },
    async cancel() {
      await runs.cancel()
      onChanged()
      return presentRun(await runs.current())
    },

    async versions() {
      const [versions, kept] = await Promise.all([models.versions(shownVersions), snapshots.list(shownVersions)])
      const bySnapshot = new Map(kept.map((snapshot) => [snapshot.version, snapshot]))
      const live = versions.find((version) => version.live)
      // The snapshot's time is when the intents were read; a change made while it trained is not in it.
      const since = live === undefined ? new Date(0) : (bySnapshot.get(live.id)?.at ?? live.createdAt)
      return {
        changesSinceLive: await intents.changesSince(since),
        items: versions.map((version) => {
          const snapshot = bySnapshot.get(version.id)
          return {
            id: version.id,
            createdAt: version.createdAt.toISOString(),
            by: snapshot?.by ?? '',
            live: version.live,
            intents: version.intents ?? 0,
            utterances: version.utterances ?? 0,
            accuracy: snapshot?.report.accuracy ?? null,
            comparable: snapshot !== undefined,
          }
        }),
      }
    },
    async report({ params }) {
      const { report } = await snapshotOf(params.id)
      return presentReport(report, await models.curves(params.id))
    },
    async diff({ params, query }) {
      const against = query.against ?? (await liveVersion())?.id
      const after = await snapshotOf(params.id)
      const before = against === undefined ? undefined : await snapshotOf(against)
      return { against: against ?? null, ...diffIntents(before?.intents ?? [], after.intents) }
    },
    async publish({ params }) {
      await models.publish(params.id)
      onChanged()
      return {}
    },
    async try({ body }) {
      const versions = await models.versions(shownVersions)
      const live = versions.find((version) => version.live)
      const newest = versions[0]
      const draft =
        newest !== undefined && !newest.live && (live === undefined || newest.createdAt > live.createdAt)
          ? newest
          : undefined
      const ask = async (version: { id: string } | undefined) => {
        if (version === undefined) return null
        const [understanding, examples] = await Promise.all([
          models.understand(version.id, body.text, body.language),
          models.nearest(version.id, body.text),
        ])
        return { ...presentUnderstanding(understanding), examples: examples.map((example) => ({ ...example })) }
      }
      return { live: await ask(live), draft: await ask(draft) }
    },
  }
}

const editableKind = (kind: Intent['kind']): boolean => kind === 'answer' || kind === 'article'

const changedMeanwhile = (intent: string): AppError =>
  new AppError('conflict', 'Somebody else changed this intent; look again.', { details: { intent } })
