// Where programs are that tests need.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Debian puts the programs of PostgreSQL, which are in no PATH. */
const postgresFolder = '/usr/lib/postgresql'
const besidePath = (): string[] => [
  '/usr/sbin',
  ...(existsSync(postgresFolder)
    ? readdirSync(postgresFolder).map((version) => join(postgresFolder, version, 'bin'))
    : []),
]

/** The file of a program in PATH or where Debian puts servers, or undefined. */
export function programFile(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...besidePath()]
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}
