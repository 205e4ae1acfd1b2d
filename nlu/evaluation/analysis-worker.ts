// Worker thread: analyses a version, or compares two, and posts the outcome. It asks the thread that started it for sentence vectors,
// because a process has one inference thread. Ends by itself.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, toError, type ErrorCode } from '../../platform/errors.js'
import type { EncoderLanguage, Encoders, EncoderStamp } from '../encoder/encoder.js'
import { analyseVersion, compareVersions, type AnalysedSet } from './analyse-version.js'
import type { VersionAnalysis, VersionComparison } from './version-analysis.js'

export type AnalysisTask = { stamps: Partial<Record<EncoderLanguage, EncoderStamp>> } & (
  { kind: 'analyse'; set: AnalysedSet } | { kind: 'compare'; a: AnalysedSet; b: AnalysedSet }
)

export type FromAnalysisWorker =
  | { kind: 'progress'; done: number }
  | { kind: 'encode'; id: number; language: EncoderLanguage; texts: readonly string[] }
  | { kind: 'analysed'; analysis: VersionAnalysis }
  | { kind: 'compared'; comparison: VersionComparison }
  | { kind: 'failed'; code: ErrorCode; message: string; details: Readonly<Record<string, unknown>> }

/** `vectors` is absent where the encoder failed. */
export interface ToAnalysisWorker {
  id: number
  vectors?: readonly Float32Array[]
}

const waiting = new Map<number, (answer: ToAnalysisWorker) => void>()
let asked = 0
const tell = (message: FromAnalysisWorker): void => parentPort?.postMessage(message)

function encodersFor({ stamps }: AnalysisTask): Encoders {
  const encoders: Encoders = {}
  for (const [name, stamp] of Object.entries(stamps)) {
    const language = name as EncoderLanguage
    encoders[language] = {
      ...{ stamp, language },
      encode: (texts) =>
        new Promise((resolve, reject) => {
          const id = ++asked
          waiting.set(id, ({ vectors }) => {
            if (vectors === undefined) reject(new AppError('encoder-failed', 'The sentence encoder does not run.'))
            else resolve([...vectors])
          })
          tell({ kind: 'encode', id, language, texts })
        }),
    }
  }
  return encoders
}

async function run(task: AnalysisTask): Promise<FromAnalysisWorker> {
  const options = { encoders: encodersFor(task), onProgress: (done: number) => tell({ kind: 'progress', done }) }
  try {
    return task.kind === 'analyse'
      ? { kind: 'analysed', analysis: await analyseVersion(task.set, options) }
      : { kind: 'compared', comparison: await compareVersions(task.a, task.b, options) }
  } catch (thrown) {
    if (thrown instanceof AppError)
      return { kind: 'failed', code: thrown.code, message: thrown.message, details: thrown.details }
    return { kind: 'failed', code: 'internal', message: toError(thrown).message, details: {} }
  }
}

const answered = (answer: ToAnalysisWorker): void => {
  waiting.get(answer.id)?.(answer)
  waiting.delete(answer.id)
}
parentPort?.on('message', answered)
tell(await run(workerData as AnalysisTask))
parentPort?.off('message', answered)
