// Bytes whose plain order is the order of values: the keys of indexes. Equal values (1, 1.0, NumberDecimal("1")) get equal bytes.
import { BSONRegExp, Binary, Code, DBRef, Decimal128, Double, ObjectId, Timestamp } from 'bson'
import { binaryBytes, objectIdBytes, rank, rankOf, stringOf } from './compare.js'
import { compareExact, exact, type Exact, type ExactOrSpecial } from './numbers.js'
import type { Numeric, Value } from './value.js'

/** A value's first byte; 0 and 1 are kept for "ends here" and for marks, 255 for escapes. */
export const rankByte = (v: Value): number => rankOf(v) + 2
const scratch = new DataView(new ArrayBuffer(8))

/** The next double towards minus infinity. */
function below(d: number): number {
  scratch.setFloat64(0, d)
  const bits = scratch.getBigInt64(0)
  scratch.setBigInt64(0, d > 0 ? bits - 1n : d < 0 ? bits + 1n : -0x7fffffffffffffffn)
  return scratch.getFloat64(0)
}

/** Changes strings before they are written: a collation's folding. */
export type Fold = (text: string) => string

export class KeyWriter {
  private bytes = Buffer.allocUnsafe(1024)
  private length = 0

  private room(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const wider = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count))
    this.bytes.copy(wider, 0, 0, this.length)
    this.bytes = wider
  }

  private byte(b: number): void {
    this.room(1)
    this.bytes[this.length++] = b
  }

  /** A new key, whatever was left of the last one. */
  begin(bytes: Uint8Array): void {
    this.length = 0
    this.raw(bytes)
  }

  private raw(bytes: Uint8Array): void {
    this.room(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** UTF-8, a zero byte escaped as 00 FF, closed by 00: a prefix comes before what it begins. */
  private text(s: string): void {
    this.room(s.length * 3 + 1)
    const start = this.length
    this.length += this.bytes.write(s, start, 'utf8')
    if (s.includes('\0')) {
      const plain = Buffer.from(this.bytes.subarray(start, this.length))
      this.length = start
      this.room(plain.length * 2 + 1)
      for (const b of plain) {
        this.bytes[this.length++] = b
        if (b === 0) this.bytes[this.length++] = 255
      }
    }
    this.byte(0)
  }

  private double(d: number): void {
    this.room(8)
    const at = this.length
    this.bytes.writeDoubleBE(d === 0 ? 0 : d, at)
    if ((this.bytes[at] ?? 0) & 0x80) for (let i = at; i < at + 8; i++) this.bytes[i] = (this.bytes[i] ?? 0) ^ 255
    else this.bytes[at] = (this.bytes[at] ?? 0) | 0x80
    this.length += 8
  }

  /** The greatest double not above the number, then 0 when that is all, or 1 and the exact rest. */
  private number(v: Numeric): void {
    const plain = v instanceof Double ? v.value : v
    if (typeof plain === 'number') return this.exactDouble(plain)
    const value: ExactOrSpecial = exact(plain)
    if (typeof value === 'number') return this.exactDouble(value)
    let floor = plain instanceof Decimal128 ? Number(plain.toString()) : Number(plain)
    if (floor === Infinity) floor = Number.MAX_VALUE
    if (floor === -Infinity) return this.belowAllDoubles(value)
    if (compareExact(exact(floor), value) > 0) floor = below(floor)
    if (floor === -Infinity) return this.belowAllDoubles(value)
    const base = exact(floor) as Exact
    const exponent = Math.min(base.exponent, value.exponent)
    const scaled = (e: Exact): bigint =>
      e.coefficient === 0n ? 0n : e.coefficient * 10n ** BigInt(e.exponent - exponent)
    const rest = scaled(value) - scaled(base)
    this.double(floor)
    if (rest === 0n) return this.byte(0)
    this.byte(1)
    this.magnitude(rest, exponent, 0)
  }

  private exactDouble(d: number): void {
    if (Number.isNaN(d)) {
      this.room(9)
      this.bytes.fill(0, this.length, this.length + 9)
      this.length += 9
      return
    }
    this.double(d)
    this.byte(0)
  }

  private belowAllDoubles(value: Exact): void {
    this.double(-Infinity)
    this.byte(1)
    this.magnitude(-value.coefficient, value.exponent, 255)
  }

  /** A positive number as 0.digits × 10^power; `flip` 255 turns the order round. */
  private magnitude(coefficient: bigint, exponent: number, flip: number): void {
    const digits = coefficient.toString()
    const power = digits.length + exponent + 0x8000
    this.byte((power >> 8) ^ flip)
    this.byte((power & 255) ^ flip)
    for (const digit of digits.replace(/0+$/, '')) this.byte(digit.charCodeAt(0) ^ flip)
    this.byte(flip)
  }

  private value(v: Value, fold: Fold | undefined): void {
    this.byte(rankByte(v))
    switch (rankOf(v)) {
      case rank.number:
        return this.number(v as Numeric)
      case rank.string:
        return this.text(fold ? fold(stringOf(v)) : stringOf(v))
      case rank.object:
        for (const [name, field] of v as Map<string, Value>) {
          this.byte(rankByte(field))
          this.text(name)
          this.value(field, fold)
        }
        return this.byte(0)
      case rank.array:
        for (const element of v as Value[]) this.value(element, fold)
        return this.byte(0)
      default:
        return this.rest(v)
    }
  }

  private rest(v: Value): void {
    if (v instanceof ObjectId) this.raw(objectIdBytes(v))
    else if (typeof v === 'boolean') this.byte(v ? 1 : 0)
    else if (v instanceof Date) {
      this.room(8)
      const ms = Number.isNaN(v.getTime()) ? 0 : v.getTime()
      this.bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(ms) ^ -0x8000000000000000n), this.length)
      this.length += 8
    } else if (v instanceof Binary) {
      const bytes = binaryBytes(v)
      this.room(5)
      this.bytes.writeUInt32BE(bytes.length, this.length)
      this.length += 4
      this.byte(v.sub_type)
      this.raw(bytes)
    } else if (v instanceof Timestamp) {
      this.room(8)
      this.bytes.writeUInt32BE(v.t, this.length)
      this.bytes.writeUInt32BE(v.i, this.length + 4)
      this.length += 8
    } else if (v instanceof BSONRegExp) {
      this.text(v.pattern)
      this.text(v.options)
    } else if (v instanceof Code) this.text(String(v.code))
    else if (v instanceof DBRef) {
      this.text(v.collection)
      this.raw(objectIdBytes(v.oid))
    }
  }

  /** One field of a key; `descending` turns its order round. */
  field(v: Value, descending: boolean, fold?: Fold): void {
    const start = this.length
    this.value(v, fold)
    if (descending) for (let i = start; i < this.length; i++) this.bytes[i] = (this.bytes[i] ?? 0) ^ 255
  }

  /** The key so far; the writer is empty afterwards. */
  take(): Buffer {
    const made = Buffer.allocUnsafe(this.length)
    this.bytes.copy(made, 0, 0, this.length)
    this.length = 0
    return made
  }
}

const writer = new KeyWriter()
/** A text that two values share exactly when they are equal: for grouping and sets. */
export function valueKey(v: Value): string {
  if (typeof v === 'string') return `s${v}`
  if (v instanceof ObjectId) return `o${v.toHexString()}`
  writer.field(v, false)
  return `k${writer.take().latin1Slice()}`
}
