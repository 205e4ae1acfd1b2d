// What indexes are told of a document is the same whether all of it was read or only the parts they look at, also when bytes are damaged.
import { BSONRegExp, Code, DBRef, ObjectId, Timestamp, serialize, type Document as Plain } from 'bson'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareInsert } from '../commands/prepare-document.js'
import { indexKeys } from '../store/index-keys.js'
import { makeIndex } from '../store/index-definition.js'
import { partsOf } from './parts.js'
import { decode } from './decode.js'
import { doc, type Document } from './value.js'

const names = ['a', 'b', 'c', '0', '1', 'é'] as const
const paths = ['a', 'b', 'a.b', 'a.b.c', 'a.0', 'a.0.b', 'b.1.c', 'c.a', 'é.a']

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    1.5,
    'x',
    '',
    'ü'.repeat(20),
    new Date(7),
    new ObjectId('0123456789abcdef01234567'),
  ),
  fc.integer(),
  fc.constantFrom<unknown>(
    new BSONRegExp('a', 'i'),
    new Timestamp({ t: 0, i: 0 }),
    new Code('f', { a: 'x' }),
    new DBRef('c', new ObjectId('0123456789abcdef01234567')),
    Buffer.from('ab'),
  ),
)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 }),
  ),
}))
const document = fc.dictionary(fc.constantFrom(...names, '_id'), value, { maxKeys: 5 }) as fc.Arbitrary<Plain>

const indexes = fc
  .array(
    fc.record({
      fields: fc.uniqueArray(fc.constantFrom(...paths), { minLength: 1, maxLength: 2 }),
      sparse: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) =>
    all.map(({ fields, sparse }, i) => {
      const key = doc(Object.fromEntries(fields.map((path, place) => [path, place === 0 ? 1 : -1])))
      return { spec: doc({ key, name: String(i), sparse }), paths: fields.map((path) => path.split('.')) }
    }),
  )
type Indexes = typeof indexes extends fc.Arbitrary<infer T> ? T : never

/** Keys and marks of every index, or the code of what was thrown. */
function told(all: Indexes, read: () => Document): unknown {
  try {
    const d = read()
    return all.map(({ spec }, i) => {
      const index = makeIndex(i, spec, false, false)
      return [indexKeys(index, d).map((key) => key.toString('hex')), index.multikey, index.shortened]
    })
  } catch (thrown) {
    return (thrown as { code?: number }).code ?? String(thrown)
  }
}
const wanted = (all: Indexes) => partsOf(all.flatMap((index) => index.paths))

describe('parts of a document', () => {
  it('give indexes the same keys', () => {
    fc.assert(
      fc.property(document, indexes, (plain, all) => {
        const raw = Buffer.from(serialize(plain))
        expect(told(all, () => decode(raw, 0, wanted(all)))).toEqual(told(all, () => decode(raw)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('are refused for the same damage', () => {
    fc.assert(
      fc.property(document, indexes, fc.nat(), fc.nat({ max: 255 }), (plain, all, place, byte) => {
        const raw = Buffer.from(serialize(plain))
        raw[place % raw.length] = byte
        expect(told(all, () => decode(raw, 0, wanted(all)))).toEqual(told(all, () => decode(raw)))
      }),
      { numRuns: 300 },
    )
  })

  it('hold no more than was asked for', () => {
    const raw = Buffer.from(serialize({ _id: 1, a: [{ b: 1, c: 2 }, 3], b: { c: 1 } }))
    expect(decode(raw, 0, partsOf([['_id'], ['a', 'b']]))).toEqual(doc({ _id: 1, a: [doc({ b: 1 }), 3] }))
  })
})

describe('an inserted document', () => {
  const parts = partsOf([['_id']])

  it('is read in part where it goes in as it came', () => {
    const raw = Buffer.from(serialize({ _id: 1, a: { _id: 2 } }))
    expect(prepareInsert(raw, parts)).toEqual({ raw, document: doc({ _id: 1 }) })
  })

  it.each([
    ['its _id is not in front', { a: 1, _id: 1 }],
    ['a time is to be set', { _id: 1, at: new Timestamp({ t: 0, i: 0 }) }],
    ['it has no _id', { a: 1 }],
  ])('is read whole when %s', (_, plain) => {
    const raw = Buffer.from(serialize(plain))
    const prepared = prepareInsert(raw, parts)
    expect([...prepared.document.keys()].sort()).toEqual([...new Set(['_id', ...Object.keys(plain)])].sort())
    expect(prepared.raw.equals(raw)).toBe(false)
  })

  it('needs an _id that can be one', () => {
    expect(() => prepareInsert(Buffer.from(serialize({ _id: [1] })), parts)).toThrow('cannot be of type array')
  })
})
