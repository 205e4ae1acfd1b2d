// The folder that holds everything an installation keeps on disk, and the two small files in it that are not the database's:
// the installation's secret, and the note that says where the running server listens.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from './errors.js'

/**
 * Makes the folder (0700) when it is not there and proves that it can be written.
 * @returns its absolute path. @throws AppError `data-folder-unwritable` naming the folder.
 */
export function openDataFolder(folder: string): string {
  const path = resolve(folder)
  const probe = join(path, `.write-test-${String(process.pid)}`)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (cause) {
    throw new AppError('data-folder-unwritable', `The data folder ${path} cannot be written (DATA_DIR).`, { cause })
  }
  return path
}

/** The installation's own secret, made at first use (0600) and kept. Idempotent, also when two processes begin at once. */
export function installationSecret(dataFolder: string): string {
  const file = join(dataFolder, 'secret')
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}

const instanceSchema = z.object({ pid: z.number().int(), url: z.url(), consoleToken: z.string() })
export type RunningInstance = z.infer<typeof instanceSchema>

const instanceFile = (dataFolder: string) => join(dataFolder, 'server.json')

/** Leaves word for commands of the same machine (0600: it holds the token of the console). */
export function announceInstance(dataFolder: string, instance: RunningInstance): void {
  writeFileSync(instanceFile(dataFolder), JSON.stringify(instance), { mode: 0o600 })
}

export function withdrawInstance(dataFolder: string): void {
  rmSync(instanceFile(dataFolder), { force: true })
}

/** The server that runs on this folder, when its process is alive. */
export function runningInstance(folder: string): RunningInstance | undefined {
  try {
    const instance = instanceSchema.parse(JSON.parse(readFileSync(instanceFile(resolve(folder)), 'utf8')))
    process.kill(instance.pid, 0)
    return instance
  } catch {
    return undefined
  }
}
