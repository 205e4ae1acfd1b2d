// The door of import and export: which formats there are, and how they are told apart.
import { AppError } from '../../../platform/errors.js'
import { botpress } from './botpress.js'
import { csv } from './csv.js'
import { dialogflowCx } from './dialogflow-cx.js'
import { dialogflowEs } from './dialogflow-es.js'
import type { ExchangeSet } from './exchange-set.js'
import type { DataFile, Format, Written } from './format.js'
import { jsonl } from './jsonl.js'
import { luis } from './luis.js'
import { rasa } from './rasa.js'

export type { ExchangeSet } from './exchange-set.js'
export type { DataFile, Format, Written } from './format.js'
export { fromTrainingSet, toTrainingSet } from './training-set-exchange.js'

/** The stricter detections come first. */
export const formats: readonly Format[] = [rasa, luis, dialogflowCx, dialogflowEs, botpress, jsonl, csv]

/** Rejects an unknown name, and names those there are. */
export function formatNamed(name: string): Format {
  const format = formats.find((one) => one.name === name)
  if (format !== undefined) return format
  throw new AppError('input-invalid', `There is no format "${name}"; there are ${namesOfFormats()}.`, {
    details: { field: 'format' },
  })
}

/** Files in a format that is named or found out. Rejects with `training-data-invalid`, naming file, place and reason. */
export function readDataset(files: readonly DataFile[], name?: string): { format: string; set: ExchangeSet } {
  const format = name === undefined ? formats.find((one) => one.detect(files)) : formatNamed(name)
  if (format === undefined)
    throw new AppError('training-data-invalid', `None of the formats reads these files: ${namesOfFormats()}.`, {
      details: { reasons: files.slice(0, 5).map(({ path }) => path) },
    })
  return { format: format.name, set: format.read(files) }
}

export const writeDataset = (set: ExchangeSet, name: string): Written => formatNamed(name).write(set)

const namesOfFormats = (): string => formats.map(({ name }) => name).join(', ')
