// The surprise of what happened: how far foretold probabilities were from it, and whether one foretelling is proven nearer than another.

/** Of each row, in natural logarithms; certain and wrong costs at most about 35. */
export const lossesOf = (probabilities: Float64Array, labels: Uint8Array): Float64Array =>
  probabilities.map((probability, row) => {
    const kept = Math.min(1 - 1e-15, Math.max(1e-15, probability))
    return -Math.log(labels[row] === 1 ? kept : 1 - kept)
  })

/** The mean over all rows. */
export const logLossOf = (probabilities: Float64Array, labels: Uint8Array): number =>
  lossesOf(probabilities, labels).reduce((sum, loss) => sum + loss, 0) / Math.max(1, labels.length)

/** By how many standard errors the losses of `one` are lower than those of `other`, row by row. */
export function lowerBy(one: Float64Array, other: Float64Array): number {
  const gains = one.map((loss, row) => (other[row] as number) - loss)
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length
  return variance === 0 ? 0 : mean / Math.sqrt(variance / gains.length)
}
