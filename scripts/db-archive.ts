// EJSON archives: a folder a database, a file a collection with one document a line (as mongoexport writes), its options and indexes beside it.
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import mongoose from 'mongoose'

const { EJSON } = mongoose.mongo.BSON
type Db = mongoose.mongo.Db
type Document = mongoose.mongo.Document

const metadataEnding = '.metadata.json'
const dataEnding = '.json'
const batchLength = 1000
const ownDatabases = new Set(['admin', 'config', 'local'])

interface Metadata {
  readonly collectionName: string
  readonly type: 'collection' | 'view'
  readonly options: Document
  readonly indexes: readonly Document[]
}

const exact = (value: unknown, indent?: number): string => EJSON.stringify(value, { relaxed: false }, indent)
const parse = (text: string): Document => EJSON.parse(text, { relaxed: false }) as Document

export interface Moved {
  readonly name: string
  readonly documents: number
}

async function exportCollection(db: Db, info: Document, folder: string): Promise<number> {
  const name = String(info.name)
  const type = info.type === 'view' ? 'view' : 'collection'
  const indexes = type === 'view' ? [] : await db.collection(name).listIndexes().toArray()
  const metadata: Metadata = { collectionName: name, type, options: (info.options ?? {}) as Document, indexes }
  const base = join(folder, encodeURIComponent(name))
  await writeFile(`${base}${metadataEnding}`, `${exact(metadata, 2)}\n`)
  if (type === 'view') return 0
  const out = createWriteStream(`${base}${dataEnding}`)
  let written = 0
  for await (const document of db.collection(name).find({}).sort({ _id: 1 })) {
    if (!out.write(`${exact(document)}\n`)) await once(out, 'drain')
    written++
  }
  out.end()
  await once(out, 'finish')
  return written
}

/** Writes every database (or one) into `folder`, which must be empty or new. */
export async function exportAll(
  client: mongoose.mongo.MongoClient,
  folder: string,
  only?: string,
): Promise<readonly Moved[]> {
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty; name a new folder.`)
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
  const moved: Moved[] = []
  for (const { name } of databases) {
    if (ownDatabases.has(name) || (only !== undefined && name !== only)) continue
    const db = client.db(name)
    await mkdir(join(folder, name), { recursive: true })
    for (const info of await db.listCollections().toArray())
      moved.push({
        name: `${name}.${String(info.name)}`,
        documents: await exportCollection(db, info, join(folder, name)),
      })
  }
  if (only !== undefined && moved.length === 0) throw new Error(`There is no database ${only}.`)
  return moved
}

async function readMetadata(folder: string, base: string): Promise<Metadata> {
  const text = await readFile(join(folder, `${base}${metadataEnding}`), 'utf8').catch(() => undefined)
  if (text === undefined)
    return { collectionName: decodeURIComponent(base), type: 'collection', options: {}, indexes: [] }
  return parse(text) as unknown as Metadata
}

async function insertLines(db: Db, name: string, file: string): Promise<number> {
  let batch: Document[] = []
  let inserted = 0
  let line = 0
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await db.collection(name).insertMany(batch)
    inserted += batch.length
    batch = []
  }
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line++
    if (text.trim() === '') continue
    try {
      batch.push(parse(text))
    } catch (thrown) {
      throw new Error(`${file}, line ${line}: not an EJSON document (${(thrown as Error).message})`, { cause: thrown })
    }
    if (batch.length >= batchLength) await flush()
  }
  await flush()
  return inserted
}

async function importCollection(db: Db, folder: string, base: string, replace: boolean): Promise<Moved> {
  const { collectionName: name, type, options, indexes } = await readMetadata(folder, base)
  const known = await db.listCollections({ name }).toArray()
  const moved = (documents: number): Moved => ({ name: `${db.databaseName}.${name}`, documents })
  if (known.length > 0) {
    const empty = type === 'collection' && (await db.collection(name).findOne({})) === null
    if (!replace && !empty)
      throw new Error(`${db.databaseName}.${name} is there already; --replace puts the archive's in its place.`)
    await db.dropCollection(name)
  }
  await db.createCollection(name, options)
  if (type === 'view') return moved(0)
  const documents = await insertLines(db, name, join(folder, `${base}${dataEnding}`))
  const keys = indexes.filter((index) => index.name !== '_id_').map(({ v: _, ns: __, ...spec }) => spec)
  if (keys.length > 0) await db.command({ createIndexes: name, indexes: keys })
  return moved(documents)
}

/** Reads what `exportAll` or mongoexport wrote. `database` gives the documents another database's name. */
export async function importAll(
  client: mongoose.mongo.MongoClient,
  folder: string,
  options: { readonly replace: boolean; readonly database?: string | undefined },
): Promise<readonly Moved[]> {
  const databases = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  if (databases.length === 0) throw new Error(`${folder} holds no folder of a database.`)
  if (options.database !== undefined && databases.length > 1)
    throw new Error(`${folder} holds ${databases.length} databases; --db needs an archive of one.`)
  const moved: Moved[] = []
  for (const entry of databases) {
    const inner = join(folder, entry.name)
    const files = await readdir(inner)
    const data = files.filter((file) => file.endsWith(dataEnding) && !file.endsWith(metadataEnding))
    const bases = new Set(data.map((file) => file.slice(0, -dataEnding.length)))
    // Views come last: their sources are there then.
    const views = files
      .filter((file) => file.endsWith(metadataEnding))
      .map((file) => file.slice(0, -metadataEnding.length))
      .filter((base) => !bases.has(base))
    for (const base of [...bases, ...views])
      moved.push(await importCollection(client.db(options.database ?? entry.name), inner, base, options.replace))
  }
  return moved
}
