// Milliseconds a stage of a turn takes, for its receipt and the metrics.
export interface Stopwatch {
  /** Runs the work and adds its time to the stage, also when it fails. */
  time<T>(stage: string, work: () => Promise<T>): Promise<T>
  stages(): Readonly<Record<string, number>>
  total(): number
}

const rounded = (ms: number): number => Math.round(ms * 100) / 100

export function createStopwatch(timer: () => number): Stopwatch {
  const begun = timer()
  const spent = new Map<string, number>()
  return {
    async time(stage, work) {
      const start = timer()
      try {
        return await work()
      } finally {
        spent.set(stage, (spent.get(stage) ?? 0) + timer() - start)
      }
    },
    stages: () => Object.fromEntries([...spent].map(([stage, ms]) => [stage, rounded(ms)])),
    total: () => rounded(timer() - begun),
  }
}
