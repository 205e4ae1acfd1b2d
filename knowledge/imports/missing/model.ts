// Guessing a missing value from the other columns of its row: ridge regression for numbers, naive Bayes for words.
import type { ImportedValue } from '../../store/models/import-layer.js'
import { mode } from './statistics.js'

export type SampleRow = ReadonlyMap<string, ImportedValue>
export type Guess = (row: SampleRow) => ImportedValue | undefined

const mostWords = 30
const enoughRows = 20
const penalty = 1

interface Feature {
  target: string
  /** A word of a column with few; absent for a number. */
  word?: string
  middle: number
  spread: number
}

const wordOf = (value: ImportedValue | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined

/** Numbers, and columns with few different words; names and addresses say nothing about anything. */
function featuresOf(rows: readonly SampleRow[], without: string): Feature[] {
  const targets = new Set(rows.flatMap((row) => [...row.keys()]))
  targets.delete(without)
  const features: Feature[] = []
  for (const target of targets) {
    if (!target.startsWith('trait ')) continue
    const values = rows.map((row) => row.get(target))
    const numbers = values.filter((value) => typeof value === 'number')
    if (numbers.length * 2 > rows.length) {
      const middle = mean(numbers)
      const spread = Math.sqrt(mean(numbers.map((value) => (value - middle) ** 2)))
      if (spread > 0) features.push({ target, middle, spread })
      continue
    }
    const words = new Set(values.flatMap((value) => wordOf(value) ?? []))
    if (words.size < 2 || words.size > mostWords) continue
    for (const word of words) features.push({ target, word, middle: 0, spread: 1 })
  }
  return features
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function vectorOf(row: SampleRow, features: readonly Feature[]): number[] {
  const vector = features.map(({ target, word, middle, spread }) => {
    const value = row.get(target)
    if (word !== undefined) return wordOf(value) === word ? 1 : 0
    return typeof value === 'number' ? (value - middle) / spread : 0
  })
  return [1, ...vector]
}

/** Solves (XᵀX + λI)w = Xᵀy by Gaussian elimination; the intercept is not penalised. */
function ridge(inputs: readonly number[][], outputs: readonly number[]): number[] {
  const size = inputs[0]?.length ?? 0
  const rows = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size + 1 }, (_none, j) => (i === j && i > 0 ? penalty : 0)),
  )
  for (const [at, input] of inputs.entries())
    for (let i = 0; i < size; i += 1) {
      const row = rows[i] as Float64Array
      const x = input[i] ?? 0
      for (let j = 0; j < size; j += 1) row[j] = (row[j] ?? 0) + x * (input[j] ?? 0)
      row[size] = (row[size] ?? 0) + x * (outputs[at] ?? 0)
    }
  for (let pivot = 0; pivot < size; pivot += 1) {
    const top = rows[pivot] as Float64Array
    for (let i = 0; i < size; i += 1) {
      const row = rows[i] as Float64Array
      const factor = i === pivot ? 0 : (row[pivot] ?? 0) / (top[pivot] ?? 1)
      if (factor !== 0) for (let j = pivot; j <= size; j += 1) row[j] = (row[j] ?? 0) - factor * (top[j] ?? 0)
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1))
}

function guessNumber(rows: readonly SampleRow[], target: string): Guess | undefined {
  const known = rows.filter((row) => typeof row.get(target) === 'number')
  const features = featuresOf(known, target)
  if (known.length < enoughRows || features.length === 0) return undefined
  const outputs = known.map((row) => row.get(target) as number)
  const weights = ridge(
    known.map((row) => vectorOf(row, features)),
    outputs,
  )
  // A straight line may leave what is possible; a guess outside of all that was seen is none.
  const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
  const whole = outputs.every(Number.isInteger)
  return (row) => {
    const vector = vectorOf(row, features)
    const guess = weights.reduce((sum, weight, i) => sum + weight * (vector[i] ?? 0), 0)
    const bounded = Math.min(most, Math.max(least, guess))
    return whole ? Math.round(bounded) : bounded
  }
}

function guessWord(rows: readonly SampleRow[], target: string): Guess | undefined {
  const known = rows.filter((row) => wordOf(row.get(target)) !== undefined)
  const features = featuresOf(known, target).filter(({ word }) => word !== undefined)
  if (known.length < enoughRows || features.length === 0) return undefined
  const classes = new Map<string, { value: ImportedValue; rows: SampleRow[] }>()
  for (const row of known) {
    const value = row.get(target) as ImportedValue
    const one = classes.get(String(value)) ?? { value, rows: [] }
    one.rows.push(row)
    classes.set(String(value), one)
  }
  const columns = [...new Set(features.map((feature) => feature.target))]
  const tables = [...classes.values()].map(({ value, rows: members }) => ({
    value,
    prior: Math.log(members.length / known.length),
    likelihoods: columns.map((column) => {
      const words = members.flatMap((row) => wordOf(row.get(column)) ?? [])
      const counts = new Map<string, number>()
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
      return (word: string) => Math.log(((counts.get(word) ?? 0) + 1) / (words.length + mostWords))
    }),
  }))
  return (row) => {
    let best: { value: ImportedValue; score: number } | undefined
    for (const { value, prior, likelihoods } of tables) {
      const score = columns.reduce((sum, column, i) => {
        const word = wordOf(row.get(column))
        return word === undefined ? sum : sum + (likelihoods[i]?.(word) ?? 0)
      }, prior)
      if (best === undefined || score > best.score) best = { value, score }
    }
    return best?.value
  }
}

/** Learnt from rows that have the value. Undefined when there are too few of them or no other column to learn from. */
export function fitGuess(rows: readonly SampleRow[], target: string): Guess | undefined {
  const values = rows.flatMap((row) => row.get(target) ?? [])
  return mode(values.map((value) => typeof value)) === 'number' ? guessNumber(rows, target) : guessWord(rows, target)
}
