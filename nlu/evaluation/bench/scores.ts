// Scores that were reached once and must not be lost: committed with a tolerance, checked by every run of the bench.
import { z } from 'zod'

const scoreSchema = z.object({ value: z.number(), tolerance: z.number() })
export const scoresSchema = z.record(z.string(), scoreSchema)
export type Scores = z.infer<typeof scoresSchema>

/** Figures that fell below their committed value by more than the tolerance, as sentences. Figures not measured here are skipped. */
export function lostScores(committed: Scores, measured: ReadonlyMap<string, number>): string[] {
  return Object.entries(committed).flatMap(([name, { value, tolerance }]) => {
    const now = measured.get(name)
    return now === undefined || now >= value - tolerance
      ? []
      : [`${name}: ${now.toFixed(2)}, committed ${value.toFixed(2)} (tolerance ${tolerance})`]
  })
}

/** New committed values; tolerances that were set by hand stay. */
export const updatedScores = (committed: Scores, measured: ReadonlyMap<string, number>): Scores => ({
  ...committed,
  ...Object.fromEntries(
    [...measured].map(([name, value]) => [
      name,
      { value: Math.round(value * 100) / 100, tolerance: committed[name]?.tolerance ?? 0.5 },
    ]),
  ),
})
