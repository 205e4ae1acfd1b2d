// The port of a format of training data, and the errors that all of them give.
import type { z } from 'zod'
import { AppError } from '../../../platform/errors.js'
import type { ExchangeSet } from './exchange-set.js'

/** One file of an export. Paths are relative to its folder, with `/`. */
export interface DataFile {
  path: string
  text: string
}

export interface Written {
  files: DataFile[]
  /** What the format cannot hold, in words: never dropped silently. */
  lost: string[]
}

export interface Format {
  readonly name: string
  /** What people call it. */
  readonly title: string
  /** Whether these files look like this format. Cheap; never throws. */
  detect(files: readonly DataFile[]): boolean
  /** Rejects bad input with `training-data-invalid`: details name `file`, `at` (line or field) and `reason`. */
  read(files: readonly DataFile[]): ExchangeSet
  /** Reading what was written gives the same set again, but for what `lost` names. */
  write(set: ExchangeSet): Written
}

/** @param at the line (`line 12`) or field (`intents.3.name`) */
export const badData = (file: string, at: string, reason: string): AppError =>
  new AppError('training-data-invalid', `${file}, ${at}: ${reason}.`, {
    details: { file, at, reason, reasons: [`${file}, ${at}: ${reason}`] },
  })

/** The file's JSON, checked. */
export function parseJson<T>(file: DataFile, schema: z.ZodType<T>): T {
  let json: unknown
  try {
    json = JSON.parse(withoutMark(file.text))
  } catch (error) {
    throw badData(file.path, 'content', `is not JSON (${(error as Error).message})`)
  }
  return checked(file, json, schema)
}

/** A value out of the file, checked; `within` names where it stands. */
export function checked<T>(file: DataFile, value: unknown, schema: z.ZodType<T>, within?: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = [...(within === undefined ? [] : [within]), ...(issue?.path ?? [])].join('.')
  throw badData(file.path, path === '' ? 'content' : path, issue?.message ?? 'is not what was expected')
}

/** Editors on Windows put a byte order mark first. */
export const withoutMark = (text: string): string => text.replace(/^\ufeff/, '')

export const json = (path: string, value: unknown): DataFile => ({ path, text: `${JSON.stringify(value, null, 2)}\n` })

/** The object at the top of a JSON file, for `detect`; undefined where there is none. */
export function peek(file: DataFile | undefined): Record<string, unknown> | undefined {
  if (file === undefined || !file.path.endsWith('.json')) return undefined
  try {
    const value: unknown = JSON.parse(withoutMark(file.text))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** A name that may stand in a path on every system; two names that would fall together get numbers. */
export function fileNames(names: readonly string[]): Map<string, string> {
  const taken = new Set<string>()
  return new Map(
    names.map((name) => {
      const base = name.replace(/[^\p{L}\p{N} ._-]/gu, '_').replace(/^\.+|\.+$/g, '_') || '_'
      let file = base
      for (let n = 2; taken.has(file.toLowerCase()); n++) file = `${base}_${String(n)}`
      taken.add(file.toLowerCase())
      return [name, file]
    }),
  )
}
