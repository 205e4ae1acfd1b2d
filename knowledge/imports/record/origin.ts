// Where a value of the record came from, as a trait's `source` says it: `import:<batch>:<row>`, and how it was made when it stood in no file.
export type Made = 'given' | 'default' | `imputed-${'median' | 'mode' | 'model'}`

export interface Origin {
  batch: string
  row: number
  made: Made
}

/** Confidence by how a value was made: 1 is stated fact, and nothing that was made up may say so. */
export const confidenceOf: Readonly<Record<Made, number>> = {
  given: 1,
  default: 0.5,
  'imputed-median': 0.3,
  'imputed-mode': 0.3,
  'imputed-model': 0.4,
}

export const originText = ({ batch, row, made }: Origin): string =>
  `import:${batch}:${String(row)}${made === 'given' ? '' : `:${made}`}`

/** Undefined for a source that is no import. */
export function readOrigin(source: string): Origin | undefined {
  const match = /^import:([^:]+):(\d+)(?::(default|imputed-(?:median|mode|model)))?$/.exec(source)
  if (!match) return undefined
  return { batch: match[1] ?? '', row: Number(match[2]), made: (match[3] as Made | undefined) ?? 'given' }
}

/** True for a value that somebody stated; false for defaults and imputed ones. */
export const isStated = (source: string): boolean => (readOrigin(source)?.made ?? 'given') === 'given'
