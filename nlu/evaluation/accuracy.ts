// Shares of right answers.

/** Share of rows whose answer is the wanted one; 0 without rows. */
export const accuracyOf = (wanted: readonly string[], got: readonly string[]): number =>
  wanted.length === 0 ? 0 : wanted.filter((intent, i) => got[i] === intent).length / wanted.length

/** Mean F1 of the intents that are wanted at least once. */
export function macroF1Of(wanted: readonly string[], got: readonly string[]): number {
  const counts = new Map<string, { wanted: number; got: number; right: number }>()
  for (const intent of wanted) counts.set(intent, { wanted: 0, got: 0, right: 0 })
  wanted.forEach((intent, i) => {
    const own = counts.get(intent)
    if (own !== undefined) own.wanted++
    const answered = counts.get(got[i] ?? '')
    if (answered !== undefined) answered.got++
    if (own !== undefined && got[i] === intent) own.right++
  })
  if (counts.size === 0) return 0
  let sum = 0
  for (const { wanted: all, got: answered, right } of counts.values()) sum += (2 * right) / (all + answered)
  return sum / counts.size
}
