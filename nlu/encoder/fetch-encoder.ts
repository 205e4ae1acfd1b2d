// Fetches an encoder from a model hub or a mirror, only ever when somebody asks: into a folder beside, checked, then moved into place.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { AppError } from '../../platform/errors.js'
import { catalogue, encoderFiles, type CatalogueEntry } from './catalogue.js'
import { checksumsFile } from './verify-encoder.js'

/** Asked where no mirror is named. */
const defaultHub = 'https://huggingface.co'

/** A server that says nothing for so long is not waited for. */
const silenceMs = 30_000
/** Nothing in the catalogue comes near; a wrong address must not fill the disk. */
const largestBytes = 500_000_000

export interface FetchOptions {
  /** `http(s)` address of a hub, or of a plain folder that holds the encoder. */
  from?: string
  /** Bytes so far and in all; the total is known before the first byte is kept. */
  onProgress?: (bytes: number, total: number) => void
  signal?: AbortSignal
}

/** @throws AppError `encoder-missing` for a name that is not in the catalogue, `input-invalid` for one that comes with Kefu */
export function fetchableEncoder(name: string): CatalogueEntry & { hub: string } {
  const entry = catalogue.find((candidate) => candidate.name === name)
  const known = catalogue.flatMap((each) => (each.hub === undefined ? [] : each.name))
  if (entry === undefined)
    throw new AppError('encoder-missing', `There is no encoder "${name}"; there are ${known.join(', ')}.`, {
      details: { encoder: name, known },
    })
  const { hub } = entry
  if (hub === undefined)
    throw new AppError('input-invalid', `${name} comes with Kefu; there is nothing to fetch.`, {
      details: { field: 'name' },
    })
  return { ...entry, hub }
}

/**
 * Resolves with the folder. Nothing is left behind when it fails. Fetching again replaces what is there. Rejects with `hub-unreachable`
 * where the address does not answer or has no such model, with `encoder-damaged` where a file is not what it should be, with the
 * signal's reason, or as `fetchableEncoder` does.
 */
export const fetchEncoder = async (name: string, modelsFolder: string, options: FetchOptions = {}): Promise<string> =>
  fetchEntry(fetchableEncoder(name), modelsFolder, options)

/** `fetchEncoder` for an entry of any catalogue. */
export async function fetchEntry(
  entry: CatalogueEntry & { hub: string },
  modelsFolder: string,
  { from = defaultHub, onProgress = () => undefined, signal }: FetchOptions = {},
): Promise<string> {
  const { name } = entry
  const base = addressOf(from)
  const folder = await folderOn(base, entry, signal)
  const sizes = await Promise.all(encoderFiles.map((file) => sizeOf(`${folder}/${file}`, signal)))
  const total = Math.max(
    sizes.reduce((sum, size) => sum + size, 0),
    1,
  )
  if (total > largestBytes) throw unreachable(folder, `its files are ${String(total)} bytes, which cannot be right`)
  onProgress(0, total)
  const part = join(modelsFolder, `.${name}.part`)
  await rm(part, { recursive: true, force: true })
  try {
    let done = 0
    const checksums: Record<string, string> = {}
    for (const file of encoderFiles) {
      const target = join(part, file)
      await mkdir(dirname(target), { recursive: true })
      const before = done
      checksums[file] = await download(`${folder}/${file}`, target, signal, (bytes) => {
        done = before + bytes
        onProgress(Math.min(done, total), total)
      })
      const wanted = entry.checksums[file]
      if (wanted !== undefined && wanted !== checksums[file]) throw damagedFile(name, file)
    }
    await writeFile(join(part, checksumsFile), `${JSON.stringify(checksums, null, 2)}\n`)
    const home = join(modelsFolder, name)
    await rm(home, { recursive: true, force: true })
    await rename(part, home)
    onProgress(total, total)
    return home
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
}

function addressOf(from: string): string {
  const url = URL.canParse(from) ? new URL(from) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new AppError('input-invalid', `--from must be an http or https address, not "${from}".`, {
      details: { field: 'from' },
    })
  return from.replace(/\/+$/, '')
}

/** A hub keeps revisions; a plain folder of models, or of this one, will do as well. */
async function folderOn(
  base: string,
  { name, hub }: { name: string; hub: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  for (const folder of [`${base}/${hub}/resolve/main`, `${base}/${name}`, base]) {
    const response = await ask(`${folder}/config.json`, 'HEAD', signal)
    if (response.ok) return folder
    if (response.status !== 404 && response.status !== 401)
      throw unreachable(base, `it answered ${String(response.status)}`)
  }
  throw unreachable(base, `it does not have ${hub}`)
}

async function sizeOf(address: string, signal: AbortSignal | undefined): Promise<number> {
  const response = await ask(address, 'HEAD', signal)
  if (!response.ok) throw unreachable(address, `it answered ${String(response.status)}`)
  return Number(response.headers.get('content-length') ?? 0)
}

/** Headers within the silence; a body of `GET` may take longer and is watched by its reader. */
async function ask(address: string, method: 'HEAD' | 'GET', signal: AbortSignal | undefined): Promise<Response> {
  const silence = AbortSignal.timeout(silenceMs)
  const signals = [...(method === 'HEAD' ? [silence] : []), ...(signal === undefined ? [] : [signal])]
  try {
    // Sizes are to be those of the files, not of what travels.
    return await fetch(address, {
      method,
      headers: { 'accept-encoding': 'identity' },
      signal: AbortSignal.any(signals),
    })
  } catch (cause) {
    signal?.throwIfAborted()
    throw unreachable(address, silence.aborted ? 'it did not answer in time' : 'it cannot be reached', cause)
  }
}

/** Resolves with the SHA-256, hex. */
async function download(
  address: string,
  target: string,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const stop = new AbortController()
  const give = (): void => stop.abort(signal?.reason)
  signal?.addEventListener('abort', give, { once: true })
  let silent = setTimeout(() => stop.abort(unreachable(address, 'it stopped sending')), silenceMs)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const response = await ask(address, 'GET', stop.signal)
    if (!response.ok || response.body === null) throw unreachable(address, `it answered ${String(response.status)}`)
    const count = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        clearTimeout(silent)
        silent = setTimeout(() => stop.abort(unreachable(address, 'it stopped sending')), silenceMs)
        bytes += chunk.length
        hash.update(chunk)
        onBytes(bytes)
        next(bytes > largestBytes ? unreachable(address, 'it sends without end') : null, chunk)
      },
    })
    await pipeline(Readable.fromWeb(response.body as ReadableStream), count, createWriteStream(target), {
      signal: stop.signal,
    })
    return hash.digest('hex')
  } catch (cause) {
    if (stop.signal.aborted) throw stop.signal.reason
    if (cause instanceof AppError) throw cause
    const isDisk =
      typeof (cause as NodeJS.ErrnoException).path === 'string' || (cause as NodeJS.ErrnoException).code === 'ENOSPC'
    throw isDisk ? cause : unreachable(address, 'the connection broke', cause)
  } finally {
    clearTimeout(silent)
    signal?.removeEventListener('abort', give)
  }
}

const unreachable = (address: string, reason: string, cause?: unknown): AppError =>
  new AppError('hub-unreachable', `The model cannot be fetched from ${address}: ${reason}.`, {
    details: { address, reason },
    retryable: true,
    cause,
  })

const damagedFile = (encoder: string, file: string): AppError =>
  new AppError('encoder-damaged', `${encoder}: ${file} does not match its checksum; nothing was kept.`, {
    details: { encoder, files: [file] },
  })
