// Reads the shop's YAML files. What does not fit is refused with the file and the field, so that whoever edits them finds the place.
import { readFileSync, readdirSync } from 'node:fs'
import { parse } from 'yaml'
import type { z } from 'zod'
import { AppError, toError } from '../../../platform/errors.js'

/** A YAML text with the name that errors give it. */
export interface DataFile {
  /** Relative to the shop's folder: `articles/shipping.yaml`. */
  name: string
  text: string
}

const shopFolder = new URL('../', import.meta.url)

/** Throws `input-invalid` when the file is not there or cannot be read. */
export function readDataFile(name: string): DataFile {
  try {
    return { name, text: readFileSync(new URL(name, shopFolder), 'utf8') }
  } catch (error) {
    throw refuse(name, '', `cannot be read (${toError(error).message})`, error)
  }
}

/** All YAML files of one of the shop's folders, by name. */
export const readDataFolder = (folder: string): readonly DataFile[] =>
  readdirSync(new URL(`${folder}/`, shopFolder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readDataFile(`${folder}/${name}`))

/** The error for bad demo data. `field` is a path such as `[2].title.zh`; empty when the file as a whole is meant. */
export function refuse(file: string, field: string, reason: string, cause?: unknown): AppError {
  const place = field === '' ? file : `${file}, ${field}`
  return new AppError('input-invalid', `${place}: ${reason}.`, { details: { file, field, reason }, cause })
}

/** `[2].title.zh` */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')

/** The file's content in the schema's form. Throws `input-invalid` naming the file and the first wrong field. */
export function parseDataFile<S extends z.ZodType>({ name, text }: DataFile, schema: S): z.output<S> {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw refuse(name, '', `is not YAML (${toError(error).message.split('\n')[0] ?? ''})`, error)
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw refuse(name, fieldPath(first?.path ?? []), first?.message ?? 'does not match its schema', parsed.error)
}

/** Throws `input-invalid` at the second thing of the same name. */
export function refuseDuplicates(things: readonly { key: string; file: string; field: string }[]): void {
  const seen = new Set<string>()
  for (const { key, file, field } of things) {
    if (seen.has(key)) throw refuse(file, field, `"${key}" is there twice`)
    seen.add(key)
  }
}
