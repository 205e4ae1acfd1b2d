// Groups by purchases, beside k-means from one start.
import { adjustedRandIndex, kMeans } from '../../knowledge/segments/k-means.js'
import { rfmGroups, standardised } from '../../knowledge/segments/rfm.js'
import { purchases } from './made-up.js'
import type { Prepared } from './measure.js'

export function measureGroups(method: string, size: number): Prepared {
  const made = purchases(size)
  if (method === 'groups') return { units: size, work: () => ({ quality: rfmGroups(made).stability }) }
  return {
    units: size,
    work: () => {
      const points = standardised(made)
      const [one, other] = [1, 2].map((seed) => kMeans(points, 5, { seed, restarts: 1 }).groups)
      return { quality: one && other ? adjustedRandIndex(one, other) : 0 }
    },
  }
}
