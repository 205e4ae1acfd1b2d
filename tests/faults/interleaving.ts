// Takes the order of things into its own hands: every step of every process waits at a gate until it is chosen, and a killed process's
// steps are never chosen again, as if it had died between two of them.

export interface Gate {
  /** Resolves when this step is chosen; never, once its process is dead. */
  (): Promise<void>
  readonly dead: boolean
}

export interface Interleaving {
  newGate(): Gate & { kill(): void }
  /** The same function, with a gate before it and one after it: a process may die having done it without knowing. */
  gated<A extends unknown[], R>(
    gate: () => Gate | undefined,
    work: (...args: A) => Promise<R>,
  ): (...args: A) => Promise<R>
  /** How many steps wait to be chosen. */
  waiting(): number
  /** Lets one of them go. */
  release(index: number): void
  /** Resolves when nothing moves by itself any more. */
  still(): Promise<void>
}

export function createInterleaving(): Interleaving {
  const parked: { gate: object; go: () => void }[] = []
  const idle: (() => void)[] = []
  let working = 0
  const rested = (): void => {
    working -= 1
    if (working === 0) for (const wake of idle.splice(0)) wake()
  }

  return {
    newGate() {
      let dead = false
      const gate = Object.assign(() => new Promise<void>((go) => void (dead || parked.push({ gate, go }))), {
        kill() {
          dead = true
          for (let index = parked.length - 1; index >= 0; index -= 1)
            if (parked[index]?.gate === gate) parked.splice(index, 1)
        },
      })
      return Object.defineProperty(gate, 'dead', { get: () => dead }) as Gate & { kill(): void }
    },

    gated(current, work) {
      return async (...args) => {
        const gate = current()
        if (gate === undefined) return work(...args)
        await gate()
        working += 1
        const result = await settled(work(...args)).finally(rested)
        await gate()
        if (result.status === 'rejected') throw result.reason
        return result.value
      }
    },

    waiting: () => parked.length,
    release: (index) => parked.splice(index, 1)[0]?.go(),
    async still() {
      for (;;) {
        // Whatever waits for the next round of the event loop has had its round after the second.
        await nextRound()
        await nextRound()
        if (working === 0) return
        await new Promise<void>((resolve) => idle.push(resolve))
      }
    },
  }
}

const nextRound = () => new Promise((resolve) => setImmediate(resolve))

const settled = async <T>(work: Promise<T>): Promise<PromiseSettledResult<T>> => {
  const [result] = await Promise.allSettled([work])
  return result
}

/** Numbers that look random and are the same for the same seed (mulberry32, T. Ettinger). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
