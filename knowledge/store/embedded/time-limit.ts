// maxTimeMS: manual, "Terminate Running Operations". Commands run one at a time, so the limit of the one that runs is kept here; loops ask
// `keepTime` at each step, which looks at the clock once in 256 of them.
import { ServerError } from './server-error.js'

let deadlineMs = Infinity
let steps = 0

/** The end of the command that runs, on the clock of `performance.now`; Infinity without a limit. */
export const currentDeadline = (): number => deadlineMs

/** Throws MaxTimeMSExpired when the time of the running command is over. */
export function keepTime(): void {
  if (deadlineMs !== Infinity && (++steps & 255) === 0) checkTime()
}
export function checkTime(): void {
  if (performance.now() > deadlineMs) throw new ServerError(50, 'operation exceeded time limit')
}

/** Runs `work`, which may not wait for anything, with this end. */
export function withDeadline<T>(endMs: number, work: () => T): T {
  const before = deadlineMs
  deadlineMs = endMs
  try {
    return work()
  } finally {
    deadlineMs = before
  }
}
