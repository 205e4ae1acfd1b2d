// What all collections have in common: a mongoose schema with our defaults, and the parsing of documents at read.
import { Schema, type SchemaDefinition } from 'mongoose'
import type { z } from 'zod'
import { AppError } from '../../platform/errors.js'

/** Stored form of a domain object whose `id` is the document's `_id`. */
export type Stored<T extends { id: string }> = Omit<T, 'id'> & { _id: string }

/**
 * A schema with a string `_id`, no mongoose extras (version key, timestamps, minimising) and unknown fields refused both in writes and
 * in filters: a misspelt field must never be dropped silently. Indexes are declared on it and made by `connectStore`.
 */
export function recordSchema<T extends { _id: string }>(collection: string, fields: SchemaDefinition): Schema<T> {
  return new Schema<T>({ _id: { type: String, required: true }, ...fields } as never, {
    collection,
    versionKey: false,
    minimize: false,
    strict: 'throw',
    strictQuery: 'throw',
    autoIndex: false,
    autoCreate: false,
    id: false,
  })
}

/** A part of a document without an id of its own. */
export const partSchema = (fields: SchemaDefinition): Schema =>
  new Schema(fields, { _id: false, id: false, minimize: false, strict: 'throw' })

/** Checks a document at read. Rejects with `record-damaged` naming collection and fields, never their values. */
export function parseRecord<S extends z.ZodType>(collection: string, schema: S, document: unknown): z.output<S> {
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => issue.path.join('.'))
  throw new AppError(
    'record-damaged',
    `A document of "${collection}" does not match its schema: ${fields.join(', ')}.`,
    {
      details: { collection, fields },
    },
  )
}

/** `{ id, ...rest }` as `{ _id: id, ...rest }`. */
export function toStored<T extends { id: string }>(value: T): Stored<T> {
  const { id, ...rest } = value
  return { _id: id, ...rest }
}

/** Reads a document whose `_id` is the domain object's `id`. */
export function fromStored<S extends z.ZodType>(
  collection: string,
  schema: S,
  document: { _id: string } & object,
): z.output<S> {
  const { _id, ...rest } = document
  return parseRecord(collection, schema, { id: _id, ...rest })
}
