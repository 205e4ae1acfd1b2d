// A program of the installation's choice looks at files before they are stored, e.g. `clamdscan --no-summary -`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Attachment } from '../bot/domain/message.js'
import type { ScanFile } from '../channels/web/index.js'
import type { Config } from '../platform/config.js'
import { AppError } from '../platform/errors.js'

const scanMs = 30_000
const longestReason = 200

/**
 * The program gets the file on its standard input and says by its exit code what it found: 0 nothing, 1 something; its first line of
 * output is the reason in the log. Any other end is a fault of ours: the file is refused for now.
 */
const scanWith = (command: string): ScanFile => {
  const [program = '', ...args] = command.split(/\s+/)
  return async (_file, bytes) => {
    const scanner = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: scanMs })
    let said = ''
    scanner.stdout.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, longestReason)))
    // It may have seen enough before it has read everything.
    scanner.stdin.on('error', () => undefined)
    scanner.stdin.end(bytes)
    const [code] = (await once(scanner, 'close').catch((error: unknown) => {
      throw new AppError('internal', 'FILE_SCANNER cannot be run.', { retryable: true, cause: error })
    })) as [number | null]
    if (code === 0) return { kind: 'clean' }
    if (code === 1) return { kind: 'refused', reason: said.split('\n')[0] ?? '' }
    throw new AppError('internal', `FILE_SCANNER ended with ${String(code)}.`, { retryable: true })
  }
}

const harmless: Attachment = { id: 'probe', name: 'probe.txt', mime: 'text/plain', size: 4 }

/** Rejects with `config-invalid` when the program cannot be run or finds fault with a harmless file. */
export async function openScanner({ FILE_SCANNER }: Config): Promise<ScanFile | undefined> {
  if (FILE_SCANNER === undefined) return undefined
  const scan = scanWith(FILE_SCANNER)
  const verdict = await scan(harmless, Buffer.from('kefu')).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : 'does not work'
    throw new AppError('config-invalid', why.replace('FILE_SCANNER', 'FILE_SCANNER:'), { cause: error })
  })
  if (verdict.kind === 'clean') return scan
  throw new AppError('config-invalid', `FILE_SCANNER: refuses a harmless file (${verdict.reason}).`)
}
