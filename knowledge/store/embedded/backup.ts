// Copies of the data file: one made while the database runs, and one put back. LMDB, "mdb_env_copy": a copy is one moment of the data.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, open as openFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { open } from 'lmdb'
import { headFault } from './data-file.js'
import { EmbeddedError } from './embedded-error.js'
import { takeOwnership } from './owner/owner-file.js'
import { ownProgram } from './own-program.js'

const dataFile = 'data.mdb'

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** Flushes a file and the name it has in its folder. */
async function flush(file: string): Promise<void> {
  for (const path of [file, dirname(file)]) {
    const handle = await openFile(path, 'r')
    // A folder cannot be flushed on Windows, where names are durable by themselves.
    await handle.sync().catch(() => undefined)
    await handle.close()
  }
}

/**
 * Writes a consistent copy of a data folder into a new file, also while a process serves the folder; writers do not wait.
 * Resolves with the copy's size when it is on disk. Throws when there is no data, or the file exists.
 */
export async function backup(directory: string, file: string): Promise<number> {
  const source = join(directory, dataFile)
  if (!existsSync(source)) throw new EmbeddedError('database-damaged', `There is no database in ${directory}.`)
  if (existsSync(file))
    throw new EmbeddedError('data-folder-unwritable', `${file} exists already; name a new file for the backup.`)
  const db = open({ path: source, noSubdir: true, readOnly: true, keyEncoding: 'binary', encoding: 'binary' })
  try {
    await mkdir(dirname(file), { recursive: true })
    await db.backup(file, true)
    await flush(file)
    return (await stat(file)).size
  } catch (thrown) {
    throw new EmbeddedError('data-folder-unwritable', `The backup was not written: ${reasonOf(thrown)}.`, {}, thrown)
  } finally {
    await db.close()
  }
}

/** Reads a whole data file in a process of its own; undefined when all is well. */
async function faultOf(file: string): Promise<string | undefined> {
  const fault = headFault(file)
  if (fault !== undefined) return fault
  const { program, execArgv } = ownProgram('check-file')
  return new Promise((resolve) => {
    execFile(process.execPath, [...execArgv, program, file], (error, stdout) =>
      resolve(error ? stdout.trim() || 'it cannot be read' : undefined),
    )
  })
}

/**
 * Puts a copy in the place of a folder's data, after every document and index entry of it was read and found right. What was there
 * before stays beside it. Throws `database-locked` while a process serves the folder, `database-damaged` for a copy that is not whole.
 * @returns where the former data is kept, undefined when there was none
 */
export async function restore(file: string, directory: string, now = new Date()): Promise<string | undefined> {
  const ownership = takeOwnership(directory)
  const draft = join(directory, 'restoring.mdb')
  try {
    await rm(draft, { force: true })
    await copyFile(file, draft)
    const fault = await faultOf(draft)
    if (fault !== undefined) throw new Error(fault)
    await flush(draft)
    const target = join(directory, dataFile)
    const former = existsSync(target)
      ? join(directory, `data.${now.toISOString().replaceAll(':', '-')}.mdb`)
      : undefined
    if (former !== undefined) await rename(target, former)
    await rm(`${target}-lock`, { force: true })
    await rename(draft, target)
    await flush(target)
    return former
  } catch (thrown) {
    throw new EmbeddedError('database-damaged', `${file} was not restored: ${reasonOf(thrown)}`, { file }, thrown)
  } finally {
    await Promise.all([draft, `${draft}-lock`].map((path) => rm(path, { force: true })))
    ownership.release()
  }
}
