// JSON as a stream of rows: one object a line (NDJSON), or one array of objects of any length, read object by object.
import type { ReadProblem } from './row.js'

export type JsonRecord =
  | { kind: 'object'; line: number; value: Readonly<Record<string, unknown>> }
  | { kind: 'broken'; line: number; problem: ReadProblem; raw: string }

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseOne(raw: string, line: number): JsonRecord {
  try {
    const value: unknown = JSON.parse(raw)
    if (isObject(value)) return { kind: 'object', line, value }
    return { kind: 'broken', line, problem: { code: 'not-an-object', reason: 'A row must be a JSON object.' }, raw }
  } catch {
    return { kind: 'broken', line, problem: { code: 'not-json', reason: 'The text is not valid JSON.' }, raw }
  }
}

/**
 * Objects at the outermost level (or directly inside the outermost array), found by counting braces outside strings. Text between them that
 * is no separator is told as broken. Memory is bounded by the longest object.
 */
export async function* readJson(text: AsyncIterable<string>, longestRow = 1_000_000): AsyncGenerator<JsonRecord> {
  let buffer = ''
  let depth = 0
  let inString = false
  let escaped = false
  let line = 1
  let begins = 1
  let tooLong = false
  const flush = function* (): Generator<JsonRecord> {
    const raw = buffer.trim()
    buffer = ''
    if (tooLong)
      yield {
        kind: 'broken',
        line: begins,
        problem: { code: 'line-too-long', reason: `The row is longer than ${String(longestRow)} characters.` },
        raw: '',
      }
    else if (raw !== '') yield parseOne(raw, begins)
    tooLong = false
  }
  for await (const piece of text) {
    for (const character of piece) {
      if (character === '\n') line += 1
      if (depth === 0) {
        // Between objects: brackets and commas of the array, and white space, mean nothing.
        if (character === '{') {
          yield* flush()
          begins = line
          depth = 1
          buffer = '{'
        } else if (character === '\n') {
          yield* flush()
          begins = line
        } else if (!/[\s,[\]]/.test(character)) buffer += character
        else if (buffer !== '') buffer += character
        continue
      }
      if (!tooLong) buffer += character
      if (buffer.length > longestRow) {
        tooLong = true
        buffer = ''
      }
      if (escaped) escaped = false
      else if (inString) {
        if (character === '\\') escaped = true
        else if (character === '"') inString = false
        // A string never spans lines in JSON: the row is broken, the next line begins anew.
        else if (character === '\n') {
          inString = false
          depth = 0
          yield* flush()
          begins = line
        }
      } else if (character === '"') inString = true
      else if (character === '{' || character === '[') depth += 1
      else if (character === '}' || character === ']') {
        depth -= 1
        if (depth === 0) yield* flush()
      }
    }
  }
  yield* flush()
}
