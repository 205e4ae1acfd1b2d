// Editing intents so that every change can be undone.
//
// A change is written down first, with each intent as it was and as it will be; then its steps are written, each conditional on the intent
// still being as it was. So a crash between two steps is made good at the next start (`finishInterrupted`), and a lost race takes back what
// was written. Undoing compares contents, not versions: changes can be undone one after the other, back to front.
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../platform/clock.js'
import { newId } from '../../platform/ids.js'
import type { EntitySeed, IntentDefinition } from '../seed/dataset.js'
import type { Store } from '../store/connection.js'
import { isDuplicateKey } from '../store/duplicate-key.js'
import type { StoredIntentChange, StoredIntentStep } from '../store/models/intent-change-model.js'
import { entityFromStored, entityToStored, type StoredEntity } from '../store/models/entity-model.js'
import { intentFromStored, intentToStored, type StoredIntent } from '../store/models/intent-model.js'
import type { StoredOutOfScope } from '../store/models/out-of-scope-model.js'
import { bumpRevision } from '../store/revisions.js'

export type EditableIntent = IntentDefinition & { version: number }

export type IntentChangeKind =
  | 'add-intent'
  | 'change-intent'
  | 'delete-intent'
  | 'add'
  | 'edit'
  | 'move'
  | 'remove'
  | 'mark'
  | 'import'
  | 'not-ours'
  | 'undo'

export interface IntentChange {
  id: string
  kind: IntentChangeKind
  intents: readonly string[]
  count: number
  by: string
  at: Date
  undone: boolean
}

type Sentences = Readonly<Record<'en' | 'zh', readonly string[]>>

export interface NewIntentChange {
  kind: IntentChangeKind
  count: number
  by: string
  steps: readonly { name: string; before: EditableIntent | null; after: IntentDefinition | null }[]
  notOurs?: Sentences
  /** Lists and patterns to add; one whose name is taken stays as it is. */
  entities?: readonly EntitySeed[]
}

/** An interrupted change is left alone for so long: its process may still be writing. */
const interruptedAfterMs = 60_000

const editable = (document: StoredIntent): EditableIntent => ({
  ...intentFromStored(document),
  version: document.version ?? 0,
})

/** An intent that was never edited has no version. */
const atVersion = ({ _id, version = 0 }: StoredIntent) => ({
  _id,
  version: version === 0 ? { $in: [0, null] } : version,
})

const sameContent = (a: StoredIntent | null, b: StoredIntent | null): boolean =>
  a === null || b === null ? a === b : isDeepStrictEqual(plain(intentFromStored(a)), plain(intentFromStored(b)))

/** Documents come back with their own prototypes; contents are compared as JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

export function intentEditing(store: Store, clock: Clock) {
  const { intents, intentChanges, outOfScope, entities: definitions } = store.models
  const read = (name: string) => intents.findById(name).lean<StoredIntent>()

  const sentences = async (): Promise<Sentences> => {
    const found = await outOfScope.find().lean<StoredOutOfScope[]>()
    const of = (locale: string) => [...(found.find(({ _id }) => _id === locale)?.sentences ?? [])]
    return { en: of('en'), zh: of('zh') }
  }

  /** True when the step is written, by us or by an earlier try. */
  const write = async ({ name, before, after }: StoredIntentStep): Promise<boolean> => {
    if (after === null) {
      const gone = before === null ? undefined : await intents.deleteOne(atVersion(before))
      return gone?.deletedCount === 1 || (await read(name)) === null
    }
    if (before === null) {
      try {
        await intents.insertMany([after])
        return true
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
    } else if ((await intents.replaceOne(atVersion(before), after)).matchedCount === 1) return true
    return sameContent(await read(name), after) && (await read(name))?.version === after.version
  }

  const writeNotOurs = async (notOurs: NonNullable<StoredIntentChange['notOurs']>) => {
    for (const locale of ['en', 'zh'] as const) {
      const list = [...notOurs[locale]]
      if (list.length === 0) continue
      const update = notOurs.taken
        ? { $pull: { sentences: { $in: list } } }
        : { $addToSet: { sentences: { $each: list } } }
      await outOfScope.updateOne({ _id: locale }, update, { upsert: true })
    }
  }

  const writeEntities = async ({ added, taken }: NonNullable<StoredIntentChange['entities']>) => {
    if (taken) await definitions.deleteMany({ _id: { $in: added.map(({ _id }) => _id) } })
    else
      for (const { _id, ...entity } of added)
        await definitions.updateOne({ _id }, { $setOnInsert: entity }, { upsert: true })
  }

  /** Writes all steps or, when one is refused, none. What adds comes before what removes: a crash never loses an utterance. */
  const carryOut = async (change: StoredIntentChange): Promise<boolean> => {
    const size = ({ after }: StoredIntentStep) =>
      after === null ? -1 : after.utterances.en.length + after.utterances.zh.length
    const grown = (step: StoredIntentStep) => size(step) - size({ ...step, after: step.before })
    const ordered = [...change.steps].sort((a, b) => grown(b) - grown(a))
    for (const [place, step] of ordered.entries()) {
      if (await write(step)) continue
      for (const done of ordered.slice(0, place).reverse())
        await write({ ...done, before: done.after, after: done.before })
      await intentChanges.deleteOne({ _id: change._id })
      return false
    }
    if (change.notOurs !== undefined) await writeNotOurs(change.notOurs)
    if (change.entities !== undefined) await writeEntities(change.entities)
    await intentChanges.updateOne({ _id: change._id }, { $set: { state: 'done' } })
    await bumpRevision(store, 'intents')
    return true
  }

  const begin = async (
    change: Pick<StoredIntentChange, 'kind' | 'count' | 'by' | 'steps' | 'notOurs' | 'entities'>,
  ): Promise<IntentChange | undefined> => {
    const names = [...new Set(change.steps.map(({ name }) => name))]
    const document: StoredIntentChange = {
      _id: newId('chg'),
      ...change,
      intents: names,
      at: clock.now(),
      state: 'applying',
      undone: false,
    }
    await intentChanges.insertMany([document])
    return (await carryOut(document)) ? shown(document) : undefined
  }

  return {
    async list(): Promise<readonly EditableIntent[]> {
      const found = await intents.find().sort({ order: 1, _id: 1 }).lean<StoredIntent[]>()
      return found.map(editable)
    },
    async get(name: string): Promise<EditableIntent | undefined> {
      const found = await read(name)
      return found === null ? undefined : editable(found)
    },
    outOfScope: sentences,

    /** Lists and patterns, in their order. */
    async entities(): Promise<readonly EntitySeed[]> {
      const found = await definitions.find().sort({ order: 1, _id: 1 }).lean<StoredEntity[]>()
      return found.map(entityFromStored)
    },

    /** Undefined, with nothing changed, when an intent is no longer as `before` says. */
    async apply(change: NewIntentChange): Promise<IntentChange | undefined> {
      const steps: StoredIntentStep[] = []
      for (const { name, before, after } of change.steps) {
        const stored = await read(name)
        if ((stored === null ? undefined : (stored.version ?? 0)) !== before?.version) return undefined
        const order = stored?.order ?? (await nextOrder())
        const version = (stored?.version ?? 0) + 1
        steps.push({
          name,
          before: stored,
          after: after === null ? null : { ...intentToStored(after, order), version },
        })
      }
      const known = await sentences()
      const fresh = (locale: 'en' | 'zh') =>
        [...new Set(change.notOurs?.[locale])].filter((text) => !known[locale].includes(text))
      const { kind, count, by, notOurs, entities = [] } = change
      const added = notOurs === undefined ? {} : { notOurs: { en: fresh('en'), zh: fresh('zh'), taken: false } }
      const defined = entities.length === 0 ? {} : { entities: { added: await newEntities(entities), taken: false } }
      return begin({ kind, count, by, steps, ...added, ...defined })
    },

    /** Newest first. */
    async changes(limit: number): Promise<readonly IntentChange[]> {
      const found = await intentChanges
        .find({ state: 'done' }, { steps: 0 })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean<StoredIntentChange[]>()
      return found.map(shown)
    },

    /** `conflict` when an intent it touched was changed since, or when it is undone already. */
    async undo(id: string, by: string): Promise<IntentChange | 'conflict' | undefined> {
      const change = await intentChanges.findById(id).lean<StoredIntentChange>()
      if (change === null) return undefined
      if (change.undone || change.state !== 'done') return 'conflict'
      const steps: StoredIntentStep[] = []
      for (const { name, before, after } of change.steps) {
        const now = await read(name)
        if (!sameContent(now, after)) return 'conflict'
        const version = (now?.version ?? after?.version ?? 0) + 1
        steps.push({ name, before: now, after: before === null ? null : { ...before, version } })
      }
      const marked = await intentChanges.updateOne({ _id: id, undone: false }, { $set: { undone: true } })
      if (marked.modifiedCount === 0) return 'conflict'
      const notOurs =
        change.notOurs === undefined ? {} : { notOurs: { ...change.notOurs, taken: !change.notOurs.taken } }
      const defined =
        change.entities === undefined ? {} : { entities: { ...change.entities, taken: !change.entities.taken } }
      const undone = await begin({ kind: 'undo', count: change.count, by, steps, ...notOurs, ...defined })
      if (undone !== undefined) return undone
      await intentChanges.updateOne({ _id: id }, { $set: { undone: false } })
      return 'conflict'
    },

    /** Changes after `since` that still stand. */
    changesSince: (since: Date): Promise<number> =>
      intentChanges.countDocuments({ at: { $gt: since }, state: 'done', undone: false, kind: { $ne: 'undo' } }),

    /** Carries out what a process that died had begun. For the start. */
    async finishInterrupted(): Promise<number> {
      const before = new Date(clock.now().getTime() - interruptedAfterMs)
      const found = await intentChanges.find({ state: 'applying', at: { $lt: before } }).lean<StoredIntentChange[]>()
      for (const change of found) await carryOut(change)
      return found.length
    },
  }

  async function newEntities(given: readonly EntitySeed[]): Promise<StoredEntity[]> {
    const known = await definitions.find({}, { order: 1 }).lean<Pick<StoredEntity, '_id' | 'order'>[]>()
    const taken = new Set(known.map(({ _id }) => _id))
    const next = Math.max(-1, ...known.map(({ order }) => order)) + 1
    return given.filter(({ name }) => !taken.has(name)).map((entity, place) => entityToStored(entity, next + place))
  }

  async function nextOrder(): Promise<number> {
    const last = await intents.findOne({}, { order: 1 }).sort({ order: -1 }).lean<Pick<StoredIntent, 'order'>>()
    return (last?.order ?? -1) + 1
  }
}

const shown = ({ _id, kind, intents, count, by, at, undone }: StoredIntentChange): IntentChange => ({
  id: _id,
  kind: kind as IntentChangeKind,
  ...{ intents, count, by, at, undone },
})
