// Is an encoder on this machine what it should be? Checksums stand in the catalogue, or were noted when it was fetched.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { encoderFiles } from './catalogue.js'
import type { PresentEncoder } from './find-encoders.js'

/** Beside the files of a fetched encoder: what they were when they came. */
export const checksumsFile = 'checksums.json'

export interface Verified {
  name: string
  folder: string
  bytes: number
  /** `sound`: every file has its checksum; `unknown`: some file has no checksum to compare with; `damaged`: some file differs. */
  state: 'sound' | 'unknown' | 'damaged'
  /** The files that differ, or have no checksum. */
  files: string[]
}

/** Reads every byte. */
export async function verifyEncoder({ name, folder, checksums }: PresentEncoder): Promise<Verified> {
  const known: Readonly<Record<string, string>> = { ...notedChecksums(folder), ...checksums }
  const wrong: string[] = []
  const without: string[] = []
  for (const file of encoderFiles) {
    const wanted = known[file]
    if (wanted === undefined) without.push(file)
    else if ((await sha256Of(join(folder, file))) !== wanted) wrong.push(file)
  }
  const state = wrong.length > 0 ? 'damaged' : without.length > 0 ? 'unknown' : 'sound'
  return { name, folder, bytes: encoderBytes(folder), state, files: wrong.length > 0 ? wrong : without }
}

/** What its files take on disk. */
export const encoderBytes = (folder: string): number =>
  encoderFiles.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)

const notedSchema = z.record(z.string(), z.string())

/** A note that cannot be read is no note: the files then count as unknown. */
function notedChecksums(folder: string): Record<string, string> {
  const file = join(folder, checksumsFile)
  if (!existsSync(file)) return {}
  try {
    return notedSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
