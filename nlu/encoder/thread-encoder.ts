// An encoder over the inference thread: batches what waits, remembers what it encoded, gives up at a deadline.
import { AppError } from '../../platform/errors.js'
import { fold } from '../languages/fold.js'
import type { CatalogueEntry } from './catalogue.js'
import type { EncodeOptions, EncoderStamp, SentenceEncoder } from './encoder.js'
import type { InferenceThread } from './inference-thread.js'
import { sentencePieces, withoutIdentifiers } from './sentence-pieces.js'

/** More at once would make an urgent text wait for long. */
const largestBatch = 16
const remembered = 5000

interface Task {
  piece: string
  urgency: 'now' | 'later'
  /** Nobody waits any more. */
  given: boolean
  resolve: (vector: Float32Array) => void
  reject: (error: unknown) => void
}

/** @param checksum of the files, as the thread reported when it opened them */
export function threadEncoder(
  entry: CatalogueEntry & { folder: string },
  checksum: string,
  thread: InferenceThread,
): SentenceEncoder {
  const stamp: EncoderStamp = { name: entry.name, checksum, dimensions: entry.dimensions }
  const queue: Record<Task['urgency'], Task[]> = { now: [], later: [] }
  /** Most recently used last. */
  const memory = new Map<string, Float32Array>()
  let busy = false

  function recall(piece: string): Float32Array | undefined {
    const vector = memory.get(piece)
    if (vector !== undefined) {
      memory.delete(piece)
      memory.set(piece, vector)
    }
    return vector
  }

  function remember(piece: string, vector: Float32Array): void {
    memory.set(piece, vector)
    const oldest = memory.size > remembered ? memory.keys().next() : undefined
    if (oldest?.value !== undefined) memory.delete(oldest.value)
  }

  function nextBatch(): Task[] {
    const batch: Task[] = []
    for (const line of [queue.now, queue.later])
      while (batch.length < largestBatch && line.length > 0) {
        const task = line.shift()
        if (task !== undefined && !task.given) batch.push(task)
      }
    return batch
  }

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      try {
        const texts = batch.map((task) => task.piece)
        const reply = await thread.ask({ kind: 'encode', folder: entry.folder, pooling: entry.pooling, texts })
        if (reply.kind !== 'encoded') continue
        batch.forEach((task, i) => {
          const vector = reply.vectors.slice(i * entry.dimensions, (i + 1) * entry.dimensions)
          if (task.urgency === 'now') remember(task.piece, vector)
          task.resolve(vector)
        })
      } catch (error) {
        for (const task of batch) task.reject(error)
      }
    }
    busy = false
  }

  async function encodeOne(text: string, { urgency = 'now' }: EncodeOptions, tasks: Task[]): Promise<Float32Array> {
    const vectors = await Promise.all(
      sentencePieces(fold(text).text).map((written) => {
        const piece = withoutIdentifiers(written)
        const known = recall(piece)
        if (known !== undefined) return Promise.resolve(known)
        return new Promise<Float32Array>((resolve, reject) => {
          const task: Task = { piece, urgency, given: false, resolve, reject }
          tasks.push(task)
          queue[urgency].push(task)
        })
      }),
    )
    return vectors.length === 1 ? (vectors[0] as Float32Array) : unitMean(vectors)
  }

  return {
    stamp,
    language: entry.language,
    encode: (texts, options = {}) => {
      const tasks: Task[] = []
      const all = Promise.all(texts.map((text) => encodeOne(text, options, tasks)))
      void work()
      return options.deadlineMs === undefined ? all : beforeDeadline(all, options.deadlineMs, tasks, stamp.name)
    },
  }
}

function beforeDeadline<T>(work: Promise<T>, deadlineMs: number, tasks: readonly Task[], encoder: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      for (const task of tasks) task.given = true
      reject(
        new AppError('encoder-late', 'The sentence encoder did not answer in time.', {
          details: { encoder },
          retryable: true,
        }),
      )
    }, deadlineMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function unitMean(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors)
    for (let j = 0; j < mean.length; j++) mean[j] = (mean[j] as number) + (vector[j] as number)
  let squares = 0
  for (const value of mean) squares += value * value
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
  return mean.map((value) => value * scale)
}
