// Past mongoose's casting, for the documents of a turn: our own typed code made them, and casting each of them again costs more than the write.
// Only our own types (contact data, message text) are applied, as casting would; filters of reads here may name none of these fields.
import type { Collection, Connection, Model, mongo, Schema, SchemaType } from 'mongoose'
import { together } from '../../platform/together.js'
import { isDuplicateKey } from './duplicate-key.js'
import { ContactText } from './types/contact-text.js'
import { MessageText, QuotedText } from './types/message-text.js'

interface SealedPath {
  keys: readonly string[]
  type: SchemaType
}

const isOwn = (type: SchemaType): boolean =>
  type instanceof ContactText || type instanceof MessageText || type instanceof QuotedText

function sealedPaths(schema: Schema, before: readonly string[] = []): SealedPath[] {
  const paths: SealedPath[] = []
  schema.eachPath((path, type) => {
    const keys = [...before, ...path.split('.')]
    if (isOwn(type)) paths.push({ keys, type })
    else if (type.schema) paths.push(...sealedPaths(type.schema, keys))
  })
  return paths
}

const known = new WeakMap<Schema, readonly SealedPath[]>()

/** Looked through once a schema. */
function pathsOf(schema: Schema): readonly SealedPath[] {
  const paths = known.get(schema) ?? sealedPaths(schema)
  known.set(schema, paths)
  return paths
}

type Part = Readonly<Record<string, unknown>>

function sealedAt(part: Part, [key, ...rest]: readonly string[], type: SchemaType): Part {
  if (key === undefined || part[key] === undefined || part[key] === null) return part
  const value = part[key]
  const next: unknown = rest.length === 0 ? type.cast(value) : sealedAt(value as Part, rest, type)
  return next === value ? part : { ...part, [key]: next }
}

type Filter = Readonly<Record<string, unknown>>

interface UpdateOrInsert<T> {
  $set?: Partial<T>
  $setOnInsert: Partial<T>
}

export type Writing = mongo.AnyClientBulkWriteModel<mongo.Document>

export interface Direct<T> {
  /** The driver's collection. */
  collection: Collection
  /** Documents as mongoose's lean reads give them. */
  find(filter: Filter): Promise<T[]>
  /** The document as it is stored. */
  sealed(document: T): Record<string, unknown>
  /** One part of a write over several collections: inserts the document. */
  insertion(document: T): Writing
  /** One part of a write over several collections: updates what meets the filter. */
  updating(kind: 'updateOne' | 'updateMany', filter: Filter, update: mongo.Document): Writing
  /** One part of a write over several collections: as `upsert`. */
  upserting(filter: Filter, update: UpdateOrInsert<T>): Writing
  /** Updates what meets the filter, or inserts it; calls that come together are one write. Rejects with a duplicate key as any upsert may. */
  upsert(filter: Filter, update: UpdateOrInsert<T>): Promise<void>
  /** Those whose `_id` is there already stay as they are; the rest is inserted. Safe to repeat. */
  insertAbsent(documents: readonly T[]): Promise<void>
}

export function direct<T extends { _id: string }>(model: Model<T>): Direct<T> {
  const paths = pathsOf(model.schema as never)
  const { collection } = model
  const sealed = (document: Partial<T>): Record<string, unknown> =>
    paths.reduce<Part>((part, { keys, type }) => sealedAt(part, keys, type), document as unknown as Part)
  const namespace = `${model.db.name}.${collection.collectionName}`
  const change = ({ $set, $setOnInsert }: UpdateOrInsert<T>) => ({
    ...($set && { $set: sealed($set) }),
    $setOnInsert: sealed($setOnInsert),
  })
  const upsert = together<{ filter: Filter; update: UpdateOrInsert<T> }, undefined>(async (upserts) => {
    await collection.bulkWrite(
      upserts.map(({ filter, update }) => ({ updateOne: { filter, update: change(update), upsert: true } })),
      { ordered: false },
    )
    return upserts.map(() => undefined)
  })
  return {
    collection,
    find: async (filter) => (await collection.find(filter).toArray()) as unknown as T[],
    sealed,
    insertion: (document) => ({ name: 'insertOne', namespace, document: sealed(document) }),
    updating: (name, filter, update) => ({ name, namespace, filter, update }),
    upserting: (filter, update) => ({ name: 'updateOne', namespace, filter, update: change(update), upsert: true }),
    upsert: (filter, update) => upsert({ filter, update }),
    async insertAbsent(documents) {
      if (documents.length === 0) return
      try {
        await collection.insertMany(documents.map(sealed), { ordered: false })
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
    },
  }
}

/**
 * One ordered write over several collections: what comes first fails first, and nothing after it is written. Rejects with a duplicate key as
 * any insert or upsert may. Needs MongoDB 8.0.
 */
export async function writeInOrder(connection: Connection, writings: readonly Writing[]): Promise<void> {
  if (writings.length > 0) await connection.getClient().bulkWrite(writings, { ordered: true })
}

/** The same for writings that belong together, each in its order; those of one moment are one write. */
export const writingTogether = (connection: Connection) =>
  together<readonly Writing[], undefined>(async (groups) => {
    await writeInOrder(connection, groups.flat())
    return groups.map(() => undefined)
  })
