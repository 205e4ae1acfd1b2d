// Analyses off the server's thread: they train several models.
import { AppError } from '../../platform/errors.js'
import { openWorker } from '../../platform/open-worker.js'
import { encoderLanguages, type Encoders } from '../encoder/encoder.js'
import type { AnalysedSet } from './analyse-version.js'
import type { AnalysisTask, FromAnalysisWorker, ToAnalysisWorker } from './analysis-worker.js'
import type { VersionAnalysis, VersionComparison } from './version-analysis.js'

export interface AnalyseInWorkerOptions {
  encoders?: Encoders
  /** 0 … 1 */
  onProgress?: (done: number) => void
  signal?: AbortSignal
}

/** `analyseVersion` in a worker. Rejects as it does, with the signal's reason, or with `internal` when the worker fails. */
export async function analyseInWorker(
  set: AnalysedSet,
  options: AnalyseInWorkerOptions = {},
): Promise<VersionAnalysis> {
  const answer = await work({ kind: 'analyse', set, stamps: stampsFrom(options) }, options)
  if (answer.kind !== 'analysed') throw new AppError('internal', 'The worker answered something else.')
  return answer.analysis
}

/** `compareVersions` in a worker. */
export async function compareInWorker(
  a: AnalysedSet,
  b: AnalysedSet,
  options: AnalyseInWorkerOptions = {},
): Promise<VersionComparison> {
  const answer = await work({ kind: 'compare', a, b, stamps: stampsFrom(options) }, options)
  if (answer.kind !== 'compared') throw new AppError('internal', 'The worker answered something else.')
  return answer.comparison
}

function stampsFrom({ encoders = {} }: AnalyseInWorkerOptions): AnalysisTask['stamps'] {
  const stamps: AnalysisTask['stamps'] = {}
  for (const language of encoderLanguages) {
    const encoder = encoders[language]
    if (encoder !== undefined) stamps[language] = encoder.stamp
  }
  return stamps
}

type Outcome = Exclude<FromAnalysisWorker, { kind: 'progress' | 'encode' | 'failed' }>

function work(task: AnalysisTask, { encoders = {}, onProgress, signal }: AnalyseInWorkerOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error)
      return
    }
    const worker = openWorker(import.meta.url, './analysis-worker', { workerData: task })
    const finish = (settle: () => void): void => {
      signal?.removeEventListener('abort', onAbort)
      worker.removeAllListeners()
      // A worker that still fails while it is being ended has nobody left to tell.
      worker.on('error', () => undefined)
      void worker.terminate()
      settle()
    }
    const onAbort = (): void => finish(() => reject(signal?.reason as Error))
    signal?.addEventListener('abort', onAbort, { once: true })
    const encode = async ({ id, language, texts }: Extract<FromAnalysisWorker, { kind: 'encode' }>) => {
      const vectors = await encoders[language]?.encode(texts, { urgency: 'later' }).catch(() => undefined)
      worker.postMessage({ id, ...(vectors === undefined ? {} : { vectors }) } satisfies ToAnalysisWorker)
    }
    worker.on('message', (message: FromAnalysisWorker) => {
      switch (message.kind) {
        case 'progress':
          onProgress?.(message.done)
          break
        case 'encode':
          void encode(message)
          break
        case 'failed':
          finish(() => reject(new AppError(message.code, message.message, { details: message.details })))
          break
        case 'analysed':
        case 'compared':
          finish(() => resolve(message))
      }
    })
    worker.on('error', (cause) => finish(() => reject(new AppError('internal', 'The analysis failed.', { cause }))))
    worker.on('exit', () => finish(() => reject(new AppError('internal', 'The analysis ended early.'))))
  })
}
