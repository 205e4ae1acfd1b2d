// Counts work that has begun, so that stopping can wait for it.

export interface InFlight {
  /** Runs `work` and remembers it until it is done, whatever its outcome. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when nothing is under way. Work begun meanwhile is waited for as well. */
  drained(): Promise<void>
}

export function createInFlight(): InFlight {
  const running = new Set<Promise<unknown>>()
  return {
    run(work) {
      const one = work()
      running.add(one)
      const done = () => running.delete(one)
      one.then(done, done)
      return one
    },
    async drained() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
