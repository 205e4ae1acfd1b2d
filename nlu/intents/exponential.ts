// e to a number that is not above 0, from a table: probabilities of hundreds of intents are most of what deciding on a text takes.

/** Smaller ones are two thousand million times less likely than the likeliest: nothing. */
const least = -21.5
const steps = 64
const table = Float64Array.from({ length: -least * steps + 2 }, (_, i) => Math.exp(-i / steps))

/** Within one part in ten million of e^x; 0 below -21.5. @param x at most 0 */
export function exponential(x: number): number {
  if (!(x > least)) return 0
  const step = (0.5 - x * steps) | 0
  const rest = x + step * (1 / steps)
  return (table[step] as number) * (1 + rest * (1 + rest * (0.5 + rest * (1 / 6))))
}
