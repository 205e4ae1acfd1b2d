// The lock file of a data directory: who owns it, and where that process listens.
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedError } from '../embedded-error.js'
import { isAlive, processStart } from './process-start.js'

const fileName = 'owner.json'

/** What the file says; `uri` is missing until the owner listens. */
export interface Owner {
  readonly pid: number
  /** See `processStart`. */
  readonly processStart?: string
  /** Tells two owners of the same process apart. */
  readonly token: string
  readonly startedAt: string
  readonly uri?: string
  /** Folder of the Unix socket, removed with the lock. */
  readonly socketDirectory?: string
}

function parseOwner(text: string): Owner | undefined {
  try {
    const read = JSON.parse(text) as Partial<Owner> | null
    if (typeof read?.pid !== 'number' || typeof read.token !== 'string' || typeof read.startedAt !== 'string')
      return undefined
    return read as Owner
  } catch {
    return undefined
  }
}

/** The owner written in a data directory and whether it still runs; undefined when nobody ever took it or the file is unreadable. */
export function readOwner(directory: string): (Owner & { alive: boolean }) | undefined {
  let text: string
  try {
    text = readFileSync(join(directory, fileName), 'utf8')
  } catch {
    return undefined
  }
  const owner = parseOwner(text)
  return owner && { ...owner, alive: isAlive(owner.pid, owner.processStart) }
}

const locked = (directory: string, owner: Owner): EmbeddedError =>
  new EmbeddedError(
    'database-locked',
    `The data folder ${directory} is in use by process ${owner.pid} (since ${owner.startedAt}).`,
    { directory, pid: owner.pid, startedAt: owner.startedAt, uri: owner.uri },
  )

const unwritable = (directory: string, cause: unknown): EmbeddedError =>
  new EmbeddedError(
    'data-folder-unwritable',
    `The data folder ${directory} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
    { directory },
    cause,
  )

/** Held by one process at a time; `announce` tells others where to connect, `release` gives it up. */
export interface Ownership {
  announce(where: { uri: string; socketDirectory?: string }): void
  release(): void
}

/**
 * Takes the directory, creating it (0700) when it is not there. The lock of a dead process is taken over and its socket
 * folder removed. Throws `database-locked` naming the owner, or `data-folder-unwritable`.
 */
export function takeOwnership(directory: string): Ownership {
  const path = join(directory, fileName)
  const start = processStart(process.pid)
  let mine: Owner = {
    pid: process.pid,
    ...(start === undefined ? {} : { processStart: start }),
    token: randomUUID(),
    startedAt: new Date().toISOString(),
  }
  // The file appears with its content in one step (link of a finished file), so nobody reads half of it.
  const draft = join(directory, `owner.${mine.token}`)
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  } catch (thrown) {
    throw unwritable(directory, thrown)
  }
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (tryLink(draft, path, directory)) break
      evict(directory, path)
      if (attempt === 4)
        throw new EmbeddedError('database-locked', `The data folder ${directory} is being taken by others.`)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    announce(where) {
      mine = { ...mine, ...where }
      writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
      renameSync(draft, path)
    },
    release() {
      if (mine.socketDirectory !== undefined) rmSync(mine.socketDirectory, { recursive: true, force: true })
      if (readOwner(directory)?.token === mine.token) rmSync(path, { force: true })
    },
  }
}

function tryLink(draft: string, path: string, directory: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unwritable(directory, thrown)
  }
}

/** Moves a dead owner's file away; throws when the owner lives. */
function evict(directory: string, path: string): void {
  const owner = readOwner(directory)
  if (owner?.alive) throw locked(directory, owner)
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch {
    return // somebody else was quicker
  }
  const moved = parseOwner(readFileSync(aside, 'utf8'))
  if (moved && moved.token !== owner?.token && isAlive(moved.pid, moved.processStart)) {
    // Between reading and moving, somebody took the folder: put the file back.
    try {
      linkSync(aside, path)
    } catch {
      // and somebody else again; their lock stands
    }
    rmSync(aside, { force: true })
    throw locked(directory, moved)
  }
  rmSync(aside, { force: true })
  if (owner?.socketDirectory?.includes('kefu-db-')) rmSync(owner.socketDirectory, { recursive: true, force: true })
}
