// How a collection is written down in the catalogue, and read again when the data file is opened.
import { randomBytes } from 'node:crypto'
import { Binary } from 'bson'
import type { RootDatabase } from 'lmdb'
import { encode } from '../bson/encode.js'
import { doc, isDocument, type Document, type Value } from '../bson/value.js'
import { validatorOf, type Collection } from './collection.js'
import { makeIndex } from './index-definition.js'
import * as keys from './keys.js'

export function catalogueEntry(c: Collection): Buffer {
  const indexes = c.indexes.map((index) =>
    doc({ id: index.id, spec: index.spec, multikey: index.multikey, shortened: index.shortened }),
  )
  return encode(doc({ id: c.id, uuid: new Binary(c.uuid, 4), options: c.options, indexes }))
}

/** A collection from its catalogue entry; its record ids go on after the last document. */
export function readCollection(db: RootDatabase<Buffer, Buffer>, ns: string, entry: Document): Collection {
  const options = entry.get('options')
  const id = Number(entry.get('id'))
  const uuid = entry.get('uuid')
  const indexes = entry.get('indexes')
  const c: Collection = {
    ns,
    id,
    uuid: uuid instanceof Binary ? Buffer.from(uuid.value()) : randomBytes(16),
    options: isDocument(options) ? options : new Map<string, Value>(),
    indexes: (Array.isArray(indexes) ? indexes : []).filter(isDocument).map((each) => {
      const spec = each.get('spec')
      return makeIndex(
        Number(each.get('id')),
        isDocument(spec) ? spec : new Map<string, Value>(),
        each.get('multikey') === true,
        each.get('shortened') === true,
      )
    }),
    count: Number(db.get(keys.countKey(id))?.readBigInt64BE(0) ?? 0n),
    nextRecord: 1,
    validator: undefined,
  }
  c.validator = validatorOf(c.options)
  for (const key of db.getKeys({
    start: keys.documentPrefix(id + 1),
    end: keys.documentPrefix(id),
    reverse: true,
    limit: 1,
  }))
    if (key[0] === 0x10 && key.readUInt32BE(1) === id) c.nextRecord = keys.recordOfDocumentKey(key) + 1
  return c
}
