// Every cell runs in a process of its own: peers print, keep memory and slow one another down.
import { fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { outcomeSchema, type Cell, type Outcome } from './cell.js'

/** What the process prints is dropped; one that ends without an answer has failed. */
export function runCell(cell: Cell): Promise<Outcome> {
  const file = fileURLToPath(new URL(`./cell-process${extname(import.meta.url)}`, import.meta.url))
  const child = fork(file, [JSON.stringify(cell)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const outcome = outcomeSchema.safeParse(message)
      resolve(outcome.success ? outcome.data : { kind: 'failed', reason: outcome.error.message })
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      resolve({ kind: 'failed', reason: `its process ended with ${String(signal ?? code)}` })
    })
  })
}
