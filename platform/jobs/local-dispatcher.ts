// The job driver of a single process: hints go straight back to it, and a sweep each second finds what nobody announced.
import type { JobDriver, JobWork } from './job-driver.js'

/** Later ones are left to the sweep, so that a million delayed jobs are not a million timers. */
const longestTimerMs = 60_000

/** @param sweepMs how often the store is searched: bounds the wait for a job whose hint was lost */
export function localDispatcher({ sweepMs = 1_000 }: { sweepMs?: number } = {}): JobDriver {
  const timers = new Set<NodeJS.Timeout>()
  let work: JobWork | undefined
  let sweep: NodeJS.Timeout | undefined

  return {
    async start(target) {
      work = target
      sweep = setInterval(() => void target.search(), sweepMs)
      sweep.unref()
    },

    announce(hints, delayMs) {
      if (work === undefined || delayMs > longestTimerMs) return
      if (delayMs <= 0) {
        void work.handle(hints)
        return
      }
      const timer = setTimeout(() => {
        timers.delete(timer)
        void work?.handle(hints)
      }, Math.ceil(delayMs))
      timer.unref()
      timers.add(timer)
    },

    async stop() {
      work = undefined
      clearInterval(sweep)
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
