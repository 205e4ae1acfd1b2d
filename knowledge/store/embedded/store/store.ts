// The data file: catalogue, documents and indexes in LMDB. All changes run one after another; a promise resolves after the flush.
import { randomBytes } from 'node:crypto'
import { ABORT, open, type RootDatabase } from 'lmdb'
import { decode } from '../bson/decode.js'
import type { Document, Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { currentDeadline, withDeadline } from '../time-limit.js'
import { catalogueEntry, readCollection } from './catalogue.js'
import { Codec, copied } from './codec.js'
import { checkNamespace, idIndexOf, isView, validatorOf, type Collection } from './collection.js'
import { reasonOf } from './commit-failure.js'
import { makeIndex, type Index } from './index-definition.js'
import { duplicateKey, indexKeys, singleKey } from './index-keys.js'
import * as keys from './keys.js'
import { Moment } from './moment.js'

/** One entry of a range: record id and, for indexes, the key. */
export type Entry = readonly [record: number, key: Buffer]

export interface StoreOptions {
  readonly file: string
}

export class Store {
  readonly collections = new Map<string, Collection>()
  private nextId = 1
  private readonly codec = new Codec()
  private readonly db: RootDatabase<Buffer, Buffer>
  private readonly moment: Moment

  constructor(private readonly options: StoreOptions) {
    this.db = open<Buffer, Buffer>({
      path: options.file,
      noSubdir: true,
      keyEncoder: this.codec.keys,
      encoder: this.codec.values,
      // The default answers before the flush; here the promise of a commit means that it is on disk.
      overlappingSync: false,
      noMemInit: true,
      cache: false,
    })
    this.moment = new Moment(this.db)
    this.load()
  }

  /** Reads the catalogue anew: at start, and after a commit failed, when memory may know more than the disk. */
  private load(): void {
    this.collections.clear()
    this.nextId = 1
    for (const { key, value } of this.db.getRange(keys.namespaceRange)) {
      const c = readCollection(this.db, key.toString('utf8', 1), decode(value))
      this.collections.set(c.ns, c)
      this.nextId = Math.max(this.nextId, c.id + 1, ...c.indexes.map((index) => index.id + 1))
    }
  }

  /**
   * Runs `change` in a transaction; resolves after the flush. A ServerError thrown inside is an answer and does not undo what was put
   * before it: check first. Anything else that is thrown is a fault, and undoes all of it.
   */
  async write<T>(change: () => T): Promise<T> {
    const deadline = currentDeadline()
    let outcome: { kind: 'done'; value: T } | { kind: 'failed'; thrown: unknown } | undefined
    try {
      await this.db.childTransaction(() => {
        try {
          outcome = { kind: 'done', value: withDeadline(deadline, change) }
        } catch (thrown) {
          outcome = { kind: 'failed', thrown }
          if (!(thrown instanceof ServerError)) return ABORT
        }
        return undefined
      })
    } catch (thrown) {
      this.load()
      throw new ServerError(14031, `The data could not be written to disk: ${await reasonOf(thrown)}`)
    } finally {
      this.moment.end()
    }
    if (outcome?.kind === 'done') return outcome.value
    if (!(outcome?.thrown instanceof ServerError)) this.load()
    throw outcome?.thrown
  }

  get(ns: string): Collection | undefined {
    return this.collections.get(ns)
  }

  saveCatalog(c: Collection): void {
    this.db.putSync(keys.namespaceKey(c.ns), catalogueEntry(c))
  }
  saveCount(c: Collection): void {
    const b = Buffer.allocUnsafe(8)
    b.writeBigInt64BE(BigInt(c.count))
    this.db.putSync(keys.countKey(c.id), b)
  }

  create(ns: string, options: Document = new Map()): Collection {
    checkNamespace(ns)
    const validator = validatorOf(options)
    const c: Collection = {
      ns,
      id: this.nextId++,
      uuid: randomBytes(16),
      options,
      indexes: [],
      count: 0,
      nextRecord: 1,
      validator,
    }
    if (!isView(c)) c.indexes.push(makeIndex(this.nextId++, idIndexOf(options), false, false))
    this.collections.set(ns, c)
    this.saveCatalog(c)
    return c
  }

  drop(ns: string): void {
    const c = this.collections.get(ns)
    if (!c) return
    this.collections.delete(ns)
    this.db.removeSync(keys.namespaceKey(ns))
    this.db.removeSync(keys.countKey(c.id))
    this.clear(keys.documentPrefix(c.id))
    for (const index of c.indexes) this.clear(index.prefix)
  }

  rename(from: string, to: string): void {
    checkNamespace(to)
    const c = this.collections.get(from)
    if (!c) return
    this.db.removeSync(keys.namespaceKey(from))
    this.collections.delete(from)
    c.ns = to
    this.collections.set(to, c)
    this.saveCatalog(c)
  }

  private clear(prefix: Buffer): void {
    for (;;) {
      const some = [...this.db.getKeys({ start: prefix, end: keys.after(prefix), limit: 10_000 })]
      for (const key of some) this.db.removeSync(key)
      if (some.length < 10_000) return
    }
  }

  document(c: Collection, record: number): Buffer | undefined {
    return this.db.get(keys.documentKey(c.id, record))
  }
  /** The same, lmdb's own bytes, which it overwrites with the next read; their `length` is the document's. */
  lentDocument(c: Collection, record: number): Buffer | undefined {
    return this.moment.read(keys.documentKey(c.id, record))
  }
  /** The record under one whole key of a unique index. */
  recordAt(key: Buffer): number | undefined {
    const value = this.moment.read(key)
    return value && keys.recordOf(value)
  }
  recordById(c: Collection, id: Value): number | undefined {
    const [index] = c.indexes
    return index && this.recordAt(singleKey(index, id))
  }

  private entryKey(index: Index, key: Buffer, record: number): Buffer {
    return index.unique ? key : keys.withRecord(key, record)
  }
  private checkUnique(c: Collection, index: Index, all: readonly Buffer[], record: number, d: Document): void {
    if (!index.unique && index.spec.get('prepareUnique') !== true) return
    for (const key of all)
      if (this.holders(index, key).some((holder) => holder !== record)) throw duplicateKey(c.ns, index, d)
  }
  /** The records that have a key: one at most in a unique index. */
  private holders(index: Index, key: Buffer): number[] {
    if (!index.unique) return [...this.entries(keys.withRecord(key, 0), keys.after(key), false)].map(([held]) => held)
    const holder = this.recordAt(key)
    return holder === undefined ? [] : [holder]
  }
  /** Keys of a document in every index; the catalogue is saved when that made an index multikey. */
  private allKeys(c: Collection, d: Document): Buffer[][] {
    let changed = false
    const all = c.indexes.map((index) => {
      const { multikey, shortened } = index
      const made = indexKeys(index, d)
      changed ||= multikey !== index.multikey || shortened !== index.shortened
      return made
    })
    if (changed) this.saveCatalog(c)
    return all
  }

  /** Everything is checked before the first put. */
  insert(c: Collection, raw: Buffer, d: Document): number {
    const record = c.nextRecord
    const all = this.allKeys(c, d)
    c.indexes.forEach((index, i) => this.checkUnique(c, index, all[i] ?? [], record, d))
    c.nextRecord++
    c.count++
    this.db.putSync(keys.documentKey(c.id, record), raw)
    const value = keys.recordBytes(record)
    c.indexes.forEach((index, i) => {
      for (const key of all[i] ?? []) this.db.putSync(this.entryKey(index, key, record), value)
    })
    return record
  }

  update(c: Collection, record: number, before: Document, raw: Buffer, d: Document): void {
    const [old, fresh] = [this.allKeys(c, before), this.allKeys(c, d)]
    const changed = c.indexes
      .map((index, i) => ({ index, gone: old[i] ?? [], made: fresh[i] ?? [] }))
      .filter(
        ({ gone, made }) =>
          gone.length !== made.length || gone.some((key, i) => !key.equals(made[i] ?? key.subarray(1))),
      )
    for (const { index, made } of changed) this.checkUnique(c, index, made, record, d)
    this.db.putSync(keys.documentKey(c.id, record), raw)
    const value = keys.recordBytes(record)
    for (const { index, gone, made } of changed) {
      for (const key of gone) this.db.removeSync(this.entryKey(index, key, record))
      for (const key of made) this.db.putSync(this.entryKey(index, key, record), value)
    }
  }

  remove(c: Collection, record: number, d: Document): void {
    const all = this.allKeys(c, d)
    this.db.removeSync(keys.documentKey(c.id, record))
    c.indexes.forEach((index, i) => {
      for (const key of all[i] ?? []) this.db.removeSync(this.entryKey(index, key, record))
    })
    c.count--
  }

  /** Documents in order of insertion, after a record (exclusive). */
  scan(c: Collection, from = 0, reverse = false): Generator<readonly [number, Buffer]> {
    return this.read(c, copied, from, reverse)
  }

  /** What `read` makes of each document, in order of insertion after a record (exclusive). The bytes are lmdb's: `read` may not keep them. */
  *read<T>(c: Collection, read: (bytes: Buffer) => T, from = 0, reverse = false): Generator<readonly [number, T]> {
    const rows = this.db.getRange(keys.documentRange(c.id, from, reverse))[Symbol.iterator]()
    try {
      for (let row = this.codec.step(rows, read); row; row = this.codec.step(rows, read)) yield row
    } finally {
      rows.return?.()
    }
  }

  /** Bytes of all documents; reads them all. */
  bytesOf(c: Collection): number {
    let bytes = 0
    for (const [, raw] of this.scan(c)) bytes += raw.length
    return bytes
  }

  /** Entries of an index from `low` (inclusive) to `high` (exclusive). */
  *entries(low: Buffer, high: Buffer, reverse: boolean): Generator<Entry> {
    if (!reverse) {
      for (const { key, value } of this.db.getRange({ start: low, end: high })) yield [keys.recordOf(value), key]
      return
    }
    // Backwards the start is inclusive and the end exclusive: begin at `high` itself and stop below `low`.
    for (const { key, value } of this.db.getRange({ start: high, end: Buffer.from([0]), reverse: true })) {
      if (Buffer.compare(key, high) >= 0) continue
      if (Buffer.compare(key, low) < 0) return
      yield [keys.recordOf(value), key]
    }
  }

  addIndex(c: Collection, spec: Document): Index {
    const index = makeIndex(this.nextId++, spec, false, false)
    const seen = new Set<string>()
    const puts: (readonly [Buffer, Buffer])[] = []
    for (const [record, raw] of this.scan(c)) {
      const d = decode(raw)
      for (const key of indexKeys(index, d)) {
        if (index.unique) {
          const text = key.latin1Slice()
          if (seen.has(text)) throw duplicateKey(c.ns, index, d)
          seen.add(text)
        }
        puts.push([this.entryKey(index, key, record), keys.recordBytes(record)])
      }
    }
    for (const [key, value] of puts) this.db.putSync(key, value)
    c.indexes.push(index)
    this.saveCatalog(c)
    return index
  }

  dropIndex(c: Collection, index: Index): void {
    c.indexes = c.indexes.filter((each) => each !== index)
    this.clear(index.prefix)
    this.saveCatalog(c)
  }

  close(): Promise<void> {
    this.moment.end()
    return this.db.close()
  }
}
