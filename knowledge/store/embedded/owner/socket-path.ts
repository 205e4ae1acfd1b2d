// A private place for the Unix socket: a fresh 0700 folder with a short path.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** sockaddr_un on Linux and macOS: 108 and 104 bytes with the closing zero. */
const longestPath = 103

/** Undefined on Windows, where the server listens on loopback TCP. */
export function makeSocketPlace(): { directory: string; path: string } | undefined {
  if (process.platform === 'win32') return undefined
  for (const parent of [tmpdir(), '/tmp']) {
    if (Buffer.byteLength(join(parent, 'kefu-db-XXXXXX', 's.sock')) > longestPath) continue
    const directory = mkdtempSync(join(parent, 'kefu-db-'))
    return { directory, path: join(directory, 's.sock') }
  }
  return undefined
}
