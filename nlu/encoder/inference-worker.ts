// Worker thread: runs the encoders' networks, one request at a time. Models come from folders on this machine, never from a network.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { env, pipeline, type FeatureExtractionPipeline } from '@xenova/transformers'
import { encoderFiles } from './catalogue.js'

export type ToInference =
  | { kind: 'open'; id: number; folder: string }
  | { kind: 'encode'; id: number; folder: string; pooling: 'mean' | 'cls'; texts: readonly string[] }

export type FromInference =
  | { kind: 'opened'; id: number; checksum: string }
  | { kind: 'encoded'; id: number; vectors: Float32Array }
  | { kind: 'failed'; id: number; reason: string }

env.allowRemoteModels = false
env.useBrowserCache = false

const pipelines = new Map<string, FeatureExtractionPipeline>()

const checksums = new Map<string, string>()

/** Opening a folder again, as several parts of the product may, costs nothing. */
async function open(folder: string): Promise<string> {
  const known = checksums.get(folder)
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const file of encoderFiles) hash.update(readFileSync(join(folder, file)))
  env.localModelPath = dirname(folder)
  pipelines.set(
    folder,
    await pipeline('feature-extraction', basename(folder), { quantized: true, local_files_only: true }),
  )
  const checksum = hash.digest('hex')
  checksums.set(folder, checksum)
  return checksum
}

async function answer(message: ToInference): Promise<FromInference> {
  const { kind, id, folder } = message
  try {
    if (kind === 'open') return { kind: 'opened', id, checksum: await open(folder) }
    const run = pipelines.get(folder)
    if (run === undefined) return { kind: 'failed', id, reason: 'it was not opened' }
    const tensor = await run([...message.texts], { pooling: message.pooling, normalize: true })
    return { kind: 'encoded', id, vectors: Float32Array.from(tensor.data as Float32Array) }
  } catch (thrown) {
    return { kind: 'failed', id, reason: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

let last = Promise.resolve()
parentPort?.on('message', (message: ToInference) => {
  last = last.then(async () => {
    const reply = await answer(message)
    parentPort?.postMessage(reply, reply.kind === 'encoded' ? [reply.vectors.buffer as ArrayBuffer] : [])
  })
})
