// Analyses of model versions: worked out in a worker, one at a time, and kept with the version, whose data never change.
import type { z } from 'zod'
import { analyseInWorker, compareInWorker, trainingSetSchema, type Encoders, type TrainingSet } from '../nlu/index.js'
import { versionAnalysisSchema, versionComparisonSchema } from '../nlu/evaluation/version-analysis.js'
import { AppError, toError } from '../platform/errors.js'
import type { Analyses } from './api/analysis/handlers.js'
import type { Snapshots, TrainingSnapshot } from './api/ports.js'

export interface VersionAnalysesDeps {
  snapshots: Snapshots
  /** The best encoders that are here. */
  encoders: () => Encoders
  /** Tells open pages that there is something new. */
  onChanged?: () => void
  analyse?: typeof analyseInWorker
  compare?: typeof compareInWorker
}

export interface RunningAnalyses extends Analyses {
  /** Resolves when nothing is being worked out by this process. */
  idle(): Promise<void>
}

/** What is going on, or went wrong last; what went well is read from the version. */
type Work = { version: string; key: string } & (
  { state: 'running'; progress: number } | { state: 'cancelled' } | { state: 'failed'; code: string; message: string }
)

/** Under which an analysis of a version by itself is kept; comparisons are kept under the other version's id. */
const byItself = 'self'

export function createVersionAnalyses(deps: VersionAnalysesDeps): RunningAnalyses {
  const { snapshots, encoders, onChanged = () => undefined } = deps
  const { analyse = analyseInWorker, compare = compareInWorker } = deps
  let work: Work | undefined
  let stop = new AbortController()
  let going = Promise.resolve()

  const snapshotOf = async (version: string): Promise<TrainingSnapshot> => {
    const snapshot = await snapshots.get(version)
    if (snapshot === undefined) throw new AppError('not-found', 'The training data of this version was not kept.')
    return snapshot
  }

  /** What was found before; of an earlier format it counts as not found. */
  const kept = async <T>(version: string, key: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    const parsed = schema.safeParse(await snapshots.analysis(version, key))
    return parsed.success ? parsed.data : undefined
  }

  const look = async <T>(version: string, key: string, schema: z.ZodType<T>) => {
    const found = await kept(version, key, schema)
    if (found !== undefined) return { state: 'done' as const, found }
    if (work?.version !== version || work.key !== key) return { state: 'none' as const }
    const { version: _, key: __, ...state } = work
    return state
  }

  const begin = async (
    version: string,
    key: string,
    schema: z.ZodType,
    find: (options: { signal: AbortSignal; onProgress: (done: number) => void }) => Promise<unknown>,
  ): Promise<void> => {
    if ((await kept(version, key, schema)) !== undefined) return
    if (work?.state === 'running') {
      if (work.version === version && work.key === key) return
      throw new AppError('conflict', 'Another analysis is going on.', { details: { reason: 'analysis' } })
    }
    stop = new AbortController()
    const { signal } = stop
    work = { version, key, state: 'running', progress: 0 }
    going = run({ version, key, signal, find })
  }

  /** Never rejects: how it ended stands in the version, or in `work`. */
  const run = async ({
    version,
    key,
    signal,
    find,
  }: {
    version: string
    key: string
    signal: AbortSignal
    find: Parameters<typeof begin>[3]
  }): Promise<void> => {
    try {
      const onProgress = (progress: number) => {
        if (!signal.aborted) work = { version, key, state: 'running', progress }
      }
      await snapshots.keepAnalysis(version, key, await find({ signal, onProgress }))
      work = undefined
    } catch (thrown) {
      const error = toError(thrown)
      work = signal.aborted
        ? { version, key, state: 'cancelled' }
        : {
            ...{ version, key, state: 'failed' },
            ...(error instanceof AppError
              ? { code: error.code, message: error.message }
              : { code: 'internal', message: '' }),
          }
    }
    onChanged()
  }

  return {
    analysis: (version) => look(version, byItself, versionAnalysisSchema),
    comparison: (version, against) => look(version, against, versionComparisonSchema),
    async analyse(version) {
      const set = setOf(await snapshotOf(version))
      await begin(version, byItself, versionAnalysisSchema, (options) =>
        analyse(set, { ...options, encoders: encoders() }),
      )
    },
    async compare(version, against) {
      const [now, before] = [setOf(await snapshotOf(version)), setOf(await snapshotOf(against))]
      await begin(version, against, versionComparisonSchema, (options) =>
        compare(before, now, { ...options, encoders: encoders() }),
      )
    },
    cancel: () => stop.abort(new AppError('conflict', 'The analysis was cancelled.')),
    idle: () => going,
  }
}

const setOf = ({ intents, outOfScope }: TrainingSnapshot): TrainingSet =>
  trainingSetSchema.parse({
    intents: intents.map(({ name, description, utterances }) => ({
      name,
      description: [description.en, description.zh].filter((text) => text !== ''),
      utterances: [...utterances.en, ...utterances.zh],
    })),
    outOfScope: [...outOfScope.en, ...outOfScope.zh],
  })
