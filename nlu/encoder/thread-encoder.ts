// An encoder over the inference thread: batches what waits, remembers what it encoded, gives up at a deadline.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../platform/errors.js'
import { fold } from '../languages/fold.js'
import type { CatalogueEntry } from './catalogue.js'
import type { EncodeOptions, EncoderStamp, SentenceEncoder } from './encoder.js'
import type { InferenceThread } from './inference-thread.js'
import { sentencePieces, withoutIdentifiers } from './sentence-pieces.js'

/** Texts in one request: training texts must not make an urgent one wait for long. */
const largestBatch = { now: 32, later: 16 }
/** While the thread works on one request the next is there already; it never waits for this thread. */
const requestsAtOnce = 2
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
  let requests = 0

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
    for (const urgency of ['now', 'later'] as const)
      while (batch.length < largestBatch[urgency] && queue[urgency].length > 0) {
        const task = queue[urgency].shift()
        if (task !== undefined && !task.given) batch.push(task)
      }
    return batch
  }

  function work(): void {
    while (requests < requestsAtOnce && queue.now.length + queue.later.length > 0) void askForBatches()
  }

  async function askForBatches(): Promise<void> {
    requests++
    for (;;) {
      // What is asked in the same turn of the event loop goes together, unless the thread has nothing else to do.
      if (requests > 1) await nextTurn()
      const batch = nextBatch()
      if (batch.length === 0) break
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
    requests--
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
      work()
      return options.deadlineMs === undefined ? all : beforeDeadline(all, options.deadlineMs, tasks, stamp.name)
    },
  }
}

function beforeDeadline<T>(work: Promise<T>, deadlineMs: number, tasks: readonly Task[], encoder: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      for (const task of tasks) task.given = true
      reject(
        new AppError('encoder-late', 'The sentence encoder did not answer in time.', {
          details: { encoder },
          retryable: true,
        }),
      )
    }
    // An answer that came while this thread was busy is not late: it is taken in before a turn of the event loop ends.
    const timer = setTimeout(() => setImmediate(giveUp), deadlineMs)
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
