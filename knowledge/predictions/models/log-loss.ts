/** Mean surprise of what happened, in natural logarithms; certain and wrong costs at most about 35. */
export function logLossOf(probabilities: Float64Array, labels: Uint8Array): number {
  let loss = 0
  for (const [row, probability] of probabilities.entries()) {
    const kept = Math.min(1 - 1e-15, Math.max(1e-15, probability))
    loss -= Math.log(labels[row] === 1 ? kept : 1 - kept)
  }
  return loss / Math.max(1, labels.length)
}
