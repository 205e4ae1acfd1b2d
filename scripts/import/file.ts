// A file of customers as the import commands are given it: its rows as often as they are asked for, and the rules for its columns.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { openSource, readMapping, type ColumnRule, type SourceRow } from '../../knowledge/imports/index.js'
import { suggestRules } from '../../knowledge/imports/suggest-rules.js'
import type { ConvertOptions } from '../../knowledge/imports/convert/field.js'
import { optional, required, usageError, type Given } from '../lib/command.js'

/** Larger pieces than a stream's usual ones: fewer batches of lines. */
const pieceBytes = 1 << 18

export interface CustomerFile {
  name: string
  rules: ColumnRule[]
  options: ConvertOptions
  rows(): AsyncIterable<SourceRow>
  /** Of its bytes. */
  checksum(): Promise<string>
}

/** Parsed JSON of a file that an option names; a usage error that says which file is wrong. */
export function jsonFile(path: string): unknown {
  if (!existsSync(path)) throw usageError(`${path} is not there.`)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw usageError(`${path} is not valid JSON.`)
    throw error
  }
}

/** Rows of one source under the options `--mapping`, `--country` and `--day-first`. */
export async function rulesFor(rows: () => AsyncIterable<SourceRow>, given: Given): Promise<ColumnRule[]> {
  const mapping = optional(given, 'mapping')
  return mapping === undefined ? suggestRules(rows(), optional(given, 'country')) : readMapping(jsonFile(mapping))
}

export function convertOptions(given: Given): ConvertOptions {
  const country = optional(given, 'country')
  return { dayFirst: given['day-first'] === true, ...(country !== undefined && { country }) }
}

/** Reads the file's first rows. Rejects with a usage error when it is not there. */
export async function customerFile(given: Given): Promise<CustomerFile> {
  const path = required(given, 'file')
  if (!existsSync(path)) throw usageError(`${path} is not there.`)
  const bytes = () => createReadStream(path, { highWaterMark: pieceBytes })
  const rows = () => openSource(bytes()).rows
  return {
    name: basename(path),
    rules: await rulesFor(rows, given),
    options: convertOptions(given),
    rows,
    async checksum() {
      const hash = createHash('sha256')
      for await (const piece of bytes()) hash.update(piece as Buffer)
      return hash.digest('hex')
    },
  }
}

const text = { type: 'string' as const }
export const fileOptions = { file: text, mapping: text, country: text, 'day-first': { type: 'boolean' as const } }
