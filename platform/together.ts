// Group commit: calls that come while one piece of work is under way are carried out together by the next one.
import { setTimeout as pause } from 'node:timers/promises'

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Gives a function whose calls are gathered: at most one `work` runs at a time, with what came meanwhile, at most `most` items, in the order of
 * the calls; it answers one result an item, in their order. The first call starts at once, unless `waitMs` lets it wait for company.
 * When work on several items fails, each is tried alone, so that one bad item fails for itself only; `work` must be safe to repeat.
 */
export function together<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most = 200, waitMs = 0 }: { most?: number; waitMs?: number } = {},
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let running = false

  const carryOut = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await work(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result))
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error)
      else for (const one of batch) await carryOut([one])
    }
  }
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (waitMs > 0) await pause(waitMs)
      await carryOut(waiting.splice(0, most))
    }
    running = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (running) return
      running = true
      // Calls of one tick belong together.
      queueMicrotask(() => void run())
    })
}
