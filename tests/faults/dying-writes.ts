// For programs that die in the middle of their work: before or after a write of the test's choice, as kill -9 does.
import mongoose from 'mongoose'

/** Nothing is flushed, nothing is told; an embedded database dies with us. */
const die = (): void => void process.kill(process.pid, 'SIGKILL')

/** @param death `before:7` or `after:7`; anything else lets the program live. Writes count from when `armed` is called. */
export function dyingWrites(death: string): { armed(): void } {
  const [moment, count] = death.split(':')
  let writes = Number.NEGATIVE_INFINITY
  const writing = mongoose.mongo.Collection.prototype as unknown as Record<
    string,
    (...args: unknown[]) => Promise<unknown>
  >
  for (const name of ['insertMany', 'insertOne', 'bulkWrite', 'updateOne', 'deleteOne']) {
    const original = writing[name] as (...args: unknown[]) => Promise<unknown>
    writing[name] = async function (this: unknown, ...args: unknown[]) {
      const isLast = String((writes += 1)) === count
      if (isLast && moment === 'before') die()
      try {
        return await original.apply(this, args)
      } finally {
        if (isLast && moment === 'after') die()
      }
    }
  }
  return { armed: () => void (writes = 0) }
}
