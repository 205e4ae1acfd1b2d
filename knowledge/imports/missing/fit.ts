// What a file must be read for before its first row can be imported: values to fill gaps with, and what is usual in its numbers.
import { seededRandom } from '../../learning/random.js'
import type { ImportedValue } from '../../store/models/import-layer.js'
import { convert, type ConvertOptions } from '../convert/field.js'
import { rowConverter } from '../convert/row.js'
import { targetOf, typeOf, type ColumnRule, type MappedRule } from '../mapping.js'
import type { SourceRow } from '../read/index.js'
import type { Made } from '../record/origin.js'
import { fitGuess, type Guess, type SampleRow } from './model.js'
import { ascending, mode, quantile, usualRange, type Usual } from './statistics.js'

export interface Filled {
  target: string
  value: ImportedValue
  made: Exclude<Made, 'given'>
}

export interface Fit {
  /** What to write where the row has nothing; nothing where its rule leaves gaps. */
  fill(given: SampleRow): Filled[]
  /** Undefined for a column without a usual range. */
  usual(target: string): Usual | undefined
}

export const noFit: Fit = { fill: () => [], usual: () => undefined }

/** Rows that are learnt from, drawn evenly from the whole file; the same file gives the same ones. */
const sampleSize = 10_000

const isNumeric = (rule: MappedRule): boolean => rule.kind === 'trait' && rule.type === 'number'

/** False: the rows need not be read twice. */
export const needsFit = (rules: readonly ColumnRule[]): boolean =>
  rules.some((rule) => rule.kind !== 'ignored' && (rule.missing?.kind === 'impute' || isNumeric(rule)))

/** Reservoir sampling (Vitter 1985, algorithm R). */
async function drawRows(rows: AsyncIterable<SourceRow>): Promise<SourceRow[]> {
  const random = seededRandom(8)
  const drawn: SourceRow[] = []
  let seen = 0
  for await (const row of rows) {
    seen += 1
    if (drawn.length < sampleSize) drawn.push(row)
    else {
      const place = Math.floor(random() * seen)
      if (place < sampleSize) drawn[place] = row
    }
  }
  return drawn
}

/** Reads all rows once. */
export async function fitRows(
  rows: AsyncIterable<SourceRow>,
  rules: readonly ColumnRule[],
  options: ConvertOptions,
): Promise<Fit> {
  const mapped = rules.filter((rule) => rule.kind !== 'ignored')
  const convertRow = rowConverter(mapped, options)
  const sample = (await drawRows(rows)).flatMap((row): SampleRow[] =>
    row.kind === 'row' ? [convertRow(row.values).good] : [],
  )
  const fills = mapped.flatMap((rule) => fillOf(rule, sample) ?? [])
  const usual = new Map(
    mapped.filter(isNumeric).map((rule) => [targetOf(rule), usualRange(numbersOf(sample, targetOf(rule)))]),
  )
  return {
    fill: (given) =>
      fills.flatMap(({ target, made, guess }) => {
        if (given.has(target)) return []
        const value = guess(given)
        return value === undefined ? [] : [{ target, value, made }]
      }),
    usual: (target) => usual.get(target),
  }
}

const numbersOf = (sample: readonly SampleRow[], target: string): number[] =>
  sample.flatMap((row) => {
    const value = row.get(target)
    return typeof value === 'number' ? [value] : []
  })

const isSimple = (value: ImportedValue | undefined): value is string | number | boolean =>
  value !== undefined && typeof value !== 'object'

function fillOf(
  rule: MappedRule,
  sample: readonly SampleRow[],
): { target: string; made: Filled['made']; guess: Guess } | undefined {
  const target = targetOf(rule)
  const { missing = { kind: 'leave' } } = rule
  if (missing.kind === 'leave') return undefined
  if (missing.kind === 'default') {
    const read = convert(String(missing.value), typeOf(rule))
    return read.kind === 'value' ? { target, made: 'default', guess: () => read.value } : undefined
  }
  const always = (made: Filled['made'], value: ImportedValue | undefined) =>
    value === undefined ? undefined : { target, made, guess: () => value }
  const numbers = numbersOf(sample, target)
  const median = numbers.length === 0 ? undefined : quantile(ascending(numbers), 0.5)
  const frequent = mode(sample.map((row) => row.get(target)).filter(isSimple))
  switch (missing.method) {
    case 'median':
      return always('imputed-median', median)
    case 'mode':
      return always('imputed-mode', frequent)
    case 'model': {
      const guess = fitGuess(sample, target)
      // Too little to learn from: the middle, and it says so.
      if (guess === undefined)
        return median === undefined ? always('imputed-mode', frequent) : always('imputed-median', median)
      return { target, made: 'imputed-model', guess }
    }
  }
}
