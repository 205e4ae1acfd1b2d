// When a process started, so that a process id which was given to somebody else later is not taken for the old owner.
import { readFileSync } from 'node:fs'

/**
 * A text that two processes with the same id share only when they are the same process: boot id and start time in clock
 * ticks (proc(5), field 22 of /proc/[pid]/stat). Undefined where there is no /proc, or no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    // The command name stands in brackets and may hold spaces: count fields from the last bracket.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return ticks === undefined ? undefined : `${boot}:${ticks}`
  } catch {
    return undefined
  }
}

/** Whether the process runs; `start` tells it from a later one with the same id. */
export function isAlive(pid: number, start?: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (thrown) {
    // EPERM: it runs, and belongs to somebody else.
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = processStart(pid)
  return start === undefined || now === undefined || now === start
}
