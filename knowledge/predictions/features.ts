// From a table to numbers: what a column holds is found from its content, and the same recipe is used for every later row.
import { AppError } from '../../platform/errors.js'
import type { Column, Table } from '../imports/read/index.js'
import type { Matrix } from './models/model.js'

export type FeatureRecipe =
  | { kind: 'number'; column: string; median: number; hasGaps: boolean }
  /** One 0/1 column for each value; what is rare or unknown is 0 in all of them. */
  | { kind: 'choice'; column: string; values: readonly string[] }

const mostChoices = 50
const missing = /^(|na|n\/a|nan|null|none|\?)$/i

const numberOf = (text: string): number =>
  text.trim() === '' ? NaN : Number(text.replace(/^(-?)[$€£¥]/, '$1').replace(/%$/, ''))

/** `undefined` for a column that says nothing: one value only, or a different text in nearly every row. */
function recipeOf({ name, values, codes }: Column): FeatureRecipe | undefined {
  const counts = new Int32Array(values.length)
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  const known = values.flatMap((value, code) => (missing.test(value) ? [] : [code]))
  if (known.length < 2) return undefined
  const numbers = known.map((code) => numberOf(values[code] ?? ''))
  if (numbers.every((value) => Number.isFinite(value))) {
    const sorted = known
      .map((code, at) => ({ value: numbers[at] ?? 0, count: counts[code] ?? 0 }))
      .sort((a, b) => a.value - b.value)
    const half = sorted.reduce((sum, { count }) => sum + count, 0) / 2
    let passed = 0
    const median = sorted.find(({ count }) => (passed += count) >= half)?.value ?? 0
    return { kind: 'number', column: name, median, hasGaps: known.length < values.length }
  }
  if (known.length > 0.5 * codes.length && known.length > mostChoices) return undefined
  const frequent = [...known].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, mostChoices)
  return { kind: 'choice', column: name, values: frequent.map((code) => values[code] ?? '') }
}

/** The recipes of all columns but the left-out ones. Throws `input-invalid` when nothing is left to learn from. */
export function recipesOf(table: Table, without: readonly string[]): FeatureRecipe[] {
  const recipes = table.columns
    .filter(({ name }) => !without.includes(name))
    .flatMap((column) => recipeOf(column) ?? [])
  if (recipes.length > 0) return recipes
  throw new AppError('input-invalid', 'No column holds anything to learn from.', { details: { field: 'data' } })
}

export const namesOf = (recipes: readonly FeatureRecipe[]): string[] =>
  recipes.flatMap((recipe) =>
    recipe.kind === 'number'
      ? recipe.hasGaps
        ? [recipe.column, `${recipe.column} is missing`]
        : [recipe.column]
      : recipe.values.map((value) => `${recipe.column} = ${value}`),
  )

/** Columns in the order of `namesOf`. A column that the table lacks counts as missing in every row. */
export function buildMatrix(table: Table, recipes: readonly FeatureRecipe[]): Matrix {
  const columns = namesOf(recipes).length
  const values = new Float64Array(table.rows * columns)
  let at = 0
  for (const recipe of recipes) {
    const column = table.columns.find(({ name }) => name === recipe.column)
    const write = (offset: number, valueOf: (text: string) => number): void => {
      const byCode = (column?.values ?? ['']).map(valueOf)
      for (let row = 0; row < table.rows; row += 1)
        values[row * columns + at + offset] = byCode[column?.codes[row] ?? 0] ?? 0
    }
    if (recipe.kind === 'number') {
      const isKnown = (text: string) => !missing.test(text) && Number.isFinite(numberOf(text))
      write(0, (text) => (isKnown(text) ? numberOf(text) : recipe.median))
      if (recipe.hasGaps) write(1, (text) => (isKnown(text) ? 0 : 1))
      at += recipe.hasGaps ? 2 : 1
    } else {
      for (const [offset, value] of recipe.values.entries()) write(offset, (text) => (text === value ? 1 : 0))
      at += recipe.values.length
    }
  }
  return { rows: table.rows, columns, values }
}

const positive = /^(1|true|yes|y|t|是|churn(ed)?|positive|bought)$/i

/** 1 where the label says yes. Throws `input-invalid` that names the column unless it holds exactly two values. */
export function readLabels({ name, values, codes }: Column): { labels: Uint8Array; yes: string } {
  const counts = new Int32Array(values.length)
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  if (values.length !== 2 || values.includes(''))
    throw new AppError(
      'input-invalid',
      `The label column "${name}" must hold exactly two values and no gaps; it holds ${String(values.length)}: ${values.slice(0, 5).join(', ')}.`,
      { details: { field: 'label' } },
    )
  const said = values.findIndex((value) => positive.test(value))
  // Neither says yes: the rarer one is what is worth foretelling.
  const yes = said >= 0 ? said : (counts[0] ?? 0) <= (counts[1] ?? 0) ? 0 : 1
  return { labels: Uint8Array.from(codes, (code) => (code === yes ? 1 : 0)), yes: values[yes] ?? '' }
}
