// Worker thread: runs the encoders' networks, one request at a time. Models come from folders on this machine, never from a network.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { encoderFiles } from './catalogue.js'
import { openNetwork, type SentenceNetwork } from './sentence-network.js'

export type ToInference =
  | { kind: 'open'; id: number; folder: string }
  | { kind: 'encode'; id: number; folder: string; pooling: 'mean' | 'cls'; texts: readonly string[] }

export type FromInference =
  | { kind: 'opened'; id: number; checksum: string }
  | { kind: 'encoded'; id: number; vectors: Float32Array }
  | { kind: 'failed'; id: number; reason: string }

const networks = new Map<string, SentenceNetwork>()

const checksums = new Map<string, string>()

/** Opening a folder again, as several parts of the product may, costs nothing. */
async function open(folder: string): Promise<string> {
  const known = checksums.get(folder)
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const file of encoderFiles) hash.update(readFileSync(join(folder, file)))
  networks.set(folder, await openNetwork(folder))
  const checksum = hash.digest('hex')
  checksums.set(folder, checksum)
  return checksum
}

async function answer(message: ToInference): Promise<FromInference> {
  const { kind, id, folder } = message
  try {
    if (kind === 'open') return { kind: 'opened', id, checksum: await open(folder) }
    const network = networks.get(folder)
    if (network === undefined) return { kind: 'failed', id, reason: 'it was not opened' }
    return { kind: 'encoded', id, vectors: await network.encode(message.texts, message.pooling) }
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
