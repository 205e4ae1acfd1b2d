// Is one model really better than another on the same sentences, or was it luck? (McNemar 1947, the exact form.)

export interface ModelComparison {
  sentences: number
  accuracyA: number
  accuracyB: number
  /** Sentences that only this one gets right. */
  onlyA: number
  onlyB: number
  /** Chance of a split at least this uneven if both were equally good; 1 where they never differ. */
  pValue: number
  verdict: 'a-better' | 'b-better' | 'no-difference-shown'
}

const significance = 0.05

/** Answers in the order of `wanted`. */
export function compareAnswers(wanted: readonly string[], a: readonly string[], b: readonly string[]): ModelComparison {
  let onlyA = 0
  let onlyB = 0
  let both = 0
  wanted.forEach((intent, i) => {
    const rightA = a[i] === intent
    const rightB = b[i] === intent
    if (rightA && rightB) both++
    else if (rightA) onlyA++
    else if (rightB) onlyB++
  })
  const pValue = evenSplitChance(onlyA, onlyB)
  const share = (right: number): number => (wanted.length === 0 ? 0 : right / wanted.length)
  return {
    sentences: wanted.length,
    accuracyA: share(both + onlyA),
    accuracyB: share(both + onlyB),
    onlyA,
    onlyB,
    pValue,
    verdict: pValue >= significance ? 'no-difference-shown' : onlyA > onlyB ? 'a-better' : 'b-better',
  }
}

/** Two-sided exact binomial test of a fair coin; summed in logarithms, so that thousands of tosses do not underflow. */
export function evenSplitChance(heads: number, tails: number): number {
  const tosses = heads + tails
  if (tosses === 0) return 1
  const fewer = Math.min(heads, tails)
  let logChoose = 0
  let sum = 0
  for (let k = 0; k <= fewer; k++) {
    if (k > 0) logChoose += Math.log(tosses - k + 1) - Math.log(k)
    sum += Math.exp(logChoose - tosses * Math.LN2)
  }
  return Math.min(1, 2 * sum)
}
