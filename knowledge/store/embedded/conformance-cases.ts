// Reads conformance cases: YAML whose numbers are typed as the shell types them (1 an int, 1.5 a double), with tags for the other BSON types.
import { readFileSync } from 'node:fs'
import mongoose from 'mongoose'
import { parse, type ScalarTag } from 'yaml'

const { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } =
  mongoose.mongo.BSON

/** An expected error, by its code. */
export class ExpectedError {
  constructor(readonly code: number) {}
}
/** An expected absence of a value. */
export class Missing {}

const tag = (name: string, make: (text: string) => unknown): ScalarTag => ({ tag: `!${name}`, resolve: make })

const tags: ScalarTag[] = [
  tag('int', (text) => new Int32(text)),
  tag('long', (text) => Long.fromString(text)),
  tag('double', (text) => new Double(Number(text))),
  tag('decimal', (text) => Decimal128.fromString(text)),
  tag('date', (text) => new Date(text)),
  tag('oid', (text) => new ObjectId(text)),
  tag('regex', (text) => {
    const end = text.lastIndexOf('/')
    return new BSONRegExp(text.slice(1, end), text.slice(end + 1))
  }),
  tag('bin', (text) => new Binary(Buffer.from(text, 'hex'))),
  tag('timestamp', (text) => new Timestamp({ t: Number(text.split(':')[0]), i: Number(text.split(':')[1]) })),
  tag('code', (text) => new Code(text)),
  tag('minKey', () => new MinKey()),
  tag('maxKey', () => new MaxKey()),
  tag('missing', () => new Missing()),
  tag('error', (text) => new ExpectedError(Number(text))),
]

/** Plain numbers of YAML with their BSON type: those written without a point are whole. */
function typed(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const small = value >= -2147483648n && value <= 2147483647n
    return small ? new Int32(Number(value)) : Long.fromBigInt(value)
  }
  if (typeof value === 'number') return new Double(value)
  if (Array.isArray(value)) return value.map(typed)
  if (value instanceof Map) return new Map([...value].map(([key, v]) => [String(key), typed(v)]))
  return value
}

export type Fields = ReadonlyMap<string, unknown>

/** The cases of one file; documents are Maps, so that the order of their fields is kept. */
export function readCases(name: string): readonly Fields[] {
  const text = readFileSync(new URL(`./fixtures/${name}.yaml`, import.meta.url), 'utf8')
  return typed(parse(text, { intAsBigInt: true, mapAsMap: true, customTags: tags, merge: false })) as Fields[]
}
