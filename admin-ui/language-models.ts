// The language models as the admin app handles them: training drafts apart from the server's thread, publishing a version, trying one out.
import { createHash } from 'node:crypto'
import {
  createUnderstander,
  hashTraining,
  lintInWorker,
  loadModel,
  nearestExamples,
  stampsOf,
  trainingSetSchema,
  trainInWorker,
  type ModelStore,
  type SwappableUnderstander,
  type TrainedModel,
  type TrainingReport,
  type TrainingSet,
  type Understander,
} from '../nlu/index.js'
import type { Clock } from '../platform/clock.js'
import { AppError } from '../platform/errors.js'
import { newId } from '../platform/ids.js'
import { createRecent } from '../platform/recent.js'
import { createEncoderPool, type EncoderPool } from './encoder-pool.js'
import type { IntentStore, Models, Report, Snapshots } from './api/ports.js'

export interface LanguageModelsDeps {
  versions: ModelStore
  /** The one that answers customers. */
  answering: SwappableUnderstander
  /** Lists and patterns that belong to every training. */
  entities: () => Promise<readonly unknown[]>
  /** Texts with the stars that customers gave: feeling is learnt from them. */
  rated?: () => Promise<readonly { text: string; rating: number }[]>
  /** Which encoders read for whom; default: those that `answering` was given, for everybody. */
  pool?: EncoderPool
  clock: Clock
  train?: typeof trainInWorker
}

export interface LanguageModels extends Models {
  /**
   * Answers with the version that was published, here or by another process, and with the encoders that it was trained with. Does nothing
   * when it does already.
   */
  follow(): Promise<void>
  /**
   * Keeps what the live version was trained from, when nobody has and it can still be told: the first version is trained before anybody
   * may look. Idempotent.
   */
  keepFirstSnapshot(intents: Pick<IntentStore, 'list' | 'outOfScope'>, snapshots: Snapshots): Promise<void>
}

type Material = Parameters<Models['train']>[0]

/** How the stages of a training are called in the API; pages translate them. */
const stages: ReadonlyMap<string, string> = new Map([
  ['reading the meaning of all examples', 'measure'],
  ['measuring on held-out examples', 'measure'],
  ['learning from all examples', 'learn'],
])

/** Versions kept ready for trying out, beside the one that answers. */
const keptReady = 2

export function createLanguageModels(deps: LanguageModelsDeps): LanguageModels {
  const { versions, answering, entities, rated = async () => [], clock, train = trainInWorker } = deps
  const pool = deps.pool ?? createEncoderPool({ answering, open: async () => answering.encoders })
  const modelOf = onceEach(async (id): Promise<TrainedModel> => {
    const saved = await versions.load(id)
    if (saved === undefined) throw unknown(id)
    return loadModel(saved.bytes)
  })
  const encodersOf = ({ semantic: { en, zh } }: TrainedModel) =>
    pool.forModel({ ...(en && { en: en.examples.stamp }), ...(zh && { zh: zh.examples.stamp }) })
  const swap = (model: TrainedModel, id: string): void => {
    Object.assign(answering.encoders, encodersOf(model))
    answering.swap(model, id)
  }
  const draft = onceEach(async (id): Promise<Understander> => {
    const model = await modelOf(id)
    return createUnderstander(model, id, { clock, encoders: encodersOf(model), catalogue: answering.catalogue })
  })
  const understanderOf = async (id: string): Promise<Understander> =>
    id === answering.version() ? answering : draft(id)
  /** Most of its examples are those of the next training, which takes their sentence vectors over. One that is damaged spares nothing. */
  const newestModel = async (): Promise<TrainedModel | undefined> => {
    const [newest] = await versions.list()
    return newest === undefined ? undefined : modelOf(newest.id).catch(() => undefined)
  }
  const setOf = async ({ intents, outOfScope }: Material): Promise<TrainingSet> => {
    const annotated = intents.flatMap(({ marks = [] }) => marks)
    return trainingSetSchema.parse({
      intents: intents.map(({ name, description, utterances }) => ({
        name,
        description: [description.en, description.zh].filter((text) => text !== ''),
        utterances: [...utterances.en, ...utterances.zh],
      })),
      outOfScope: [...outOfScope.en, ...outOfScope.zh],
      entities: await entities(),
      ...(annotated.length > 0 && { annotated }),
    })
  }

  /** The newest lint: pages ask again and again about the same data. */
  let linted: { hash: string; findings: ReturnType<typeof lintInWorker> } | undefined

  return {
    async lint(material) {
      refuseEmpty(material)
      const set = await setOf(material)
      const hash = hashTraining(set, 1)
      if (linted?.hash === hash) return linted.findings
      const findings = lintInWorker(set)
      findings.catch(() => (linted = undefined))
      linted = { hash, findings }
      return findings
    },

    async train(material, { signal, onProgress }) {
      refuseEmpty(material)
      const texts = await rated()
      const set = { ...(await setOf(material)), ...(texts.length > 0 && { rated: [...texts] }) }
      const previous = await newestModel()
      const { model, bytes } = await train(set, {
        signal,
        encoders: pool.forTraining(),
        ...(previous !== undefined && { previous }),
        onProgress: (done, what) => onProgress(done, stages.get(what) ?? what),
      })
      signal.throwIfAborted()
      onProgress(1, 'store')
      const id = newId('mdl')
      const checksum = createHash('sha256').update(bytes).digest('hex')
      const { trainingHash, report } = model
      await versions.save({ id, createdAt: clock.now(), checksum, trainingHash, report, bytes })
      return { version: id, report: reportOf(report) }
    },

    async versions(limit) {
      const [all, live] = await Promise.all([versions.list(), versions.live()])
      return all.slice(0, limit).map(({ id, createdAt, report }) => ({
        ...{ id, createdAt },
        live: id === live,
        intents: report.intents,
        utterances: report.rows,
      }))
    },

    async curves(id) {
      const report = (await versions.list()).find((version) => version.id === id)?.report
      return (
        report && {
          calibrationError: report.calibrationError,
          reliability: report.reliability,
          outOfScope: report.outOfScope,
        }
      )
    },

    async publish(id) {
      const model = await modelOf(id)
      await versions.setLive(id)
      swap(model, id)
    },

    async understand(id, text, language) {
      const understander = await understanderOf(id)
      return understander.understand(text, language === undefined ? {} : { language })
    },

    async nearest(id, text) {
      const model = await modelOf(id)
      return nearestExamples(model, text, encodersOf(model))
    },

    async follow() {
      const live = await versions.live()
      if (live !== undefined && live !== answering.version()) swap(await modelOf(live), live)
      await pool.serveLive()
    },

    async keepFirstSnapshot(intents, snapshots) {
      const live = await versions.live()
      if (live === undefined || (await snapshots.get(live)) !== undefined) return
      const version = (await versions.list()).find(({ id }) => id === live)
      const [list, outOfScope] = await Promise.all([intents.list(), intents.outOfScope()])
      const material = { intents: list.map(({ version: _, ...intent }) => intent), outOfScope }
      if (
        version === undefined ||
        version.trainingHash !== hashTraining(await setOf(material), 1, stampsOf(answering.encoders))
      )
        return
      const { createdAt: at, report } = version
      await snapshots.insert({ version: live, by: 'Kefu', at, ...material, report: reportOf(report) })
    },
  }
}

/** What was made for an id, while it is among those asked for last; what could not be made is tried again. */
function onceEach<T>(make: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const kept = createRecent<string, Promise<T>>(keptReady)
  return (id) => {
    const found = kept.get(id) ?? make(id)
    kept.set(id, found)
    found.catch(() => kept.delete(id))
    return found
  }
}

const unknown = (id: string): AppError =>
  new AppError('not-found', 'There is no such version.', { details: { version: id } })

/** In words of the page: the engine would name the place in a list. */
function refuseEmpty({ intents }: Material): void {
  const empty = intents.filter(({ utterances }) => utterances.en.length + utterances.zh.length === 0)
  if (intents.length > 0 && empty.length === 0) return
  const reasons = intents.length === 0 ? ['there are no intents'] : empty.map(({ name }) => `${name}: no utterances`)
  throw new AppError('training-data-invalid', `The training data cannot be used: ${reasons.join('; ')}.`, {
    details: { reasons },
  })
}

const reportOf = ({ rows, accuracy, macroF1, folds, perIntent, confusions, outOfScope }: TrainingReport): Report => ({
  ...{ examples: rows, accuracy, macroF1, folds },
  intents: perIntent.map(({ examples, ...scores }) => ({ ...scores, support: examples })),
  confusions: confusions.map(({ expected, got, count, examples }) => ({
    ...{ expected, predicted: got, count },
    utterances: examples,
  })),
  ...(outOfScope.sentences > 0 && {
    outOfScope: {
      examples: outOfScope.sentences,
      rejected: outOfScope.chosen.caught ?? 0,
      inScopeRejected: outOfScope.chosen.inScopeRejected,
    },
  }),
})
