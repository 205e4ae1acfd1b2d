// Sums as MongoDB makes them: whole numbers exactly, doubles with compensation, decimals by themselves; the widest type wins.
import type { Decimal128 } from 'bson'
import { addDecimal, decimal, divideDecimal } from '../bson/decimal.js'
import { double, exact, fitsInt64, integer, kindOf, toNumber, type NumberKind } from '../bson/numbers.js'
import { isNumeric, type Numeric, type Value } from '../bson/value.js'

const width: Record<NumberKind, number> = { int: 0, long: 1, double: 2, decimal: 3 }

/** Knuth's two-sum keeps the part that a double loses, as the server's DoubleDoubleSummation does. */
export class Sum {
  private small = 0
  private whole = 0n
  private high = 0
  private low = 0
  private special = 0
  private decimals: Decimal128 | undefined
  private widest: NumberKind = 'int'

  add(v: Numeric): void {
    const kind = kindOf(v)
    if (width[kind] > width[this.widest]) this.widest = kind
    if (kind === 'int') {
      this.small += v as number
      if (this.small > 4e15 || this.small < -4e15) this.settle()
    } else if (kind === 'long') this.whole += v as bigint
    else if (kind === 'double') this.addDouble(toNumber(v))
    else this.decimals = this.decimals === undefined ? (v as Decimal128) : addDecimal(this.decimals, v)
  }

  private settle(): void {
    this.whole += BigInt(this.small)
    this.small = 0
  }

  private addDouble(x: number): void {
    if (!Number.isFinite(x)) {
      this.special += x
      return
    }
    const sum = this.high + x
    const back = sum - this.high
    this.low += this.high - (sum - back) + (x - back)
    this.high = sum
  }

  private asDouble(): number {
    if (this.special !== 0) return this.special
    this.settle()
    if (this.whole !== 0n) {
      const top = Number(this.whole)
      this.addDouble(top)
      this.addDouble(Number(this.whole - BigInt(top)))
      this.whole = 0n
    }
    return Number.isFinite(this.low) ? this.high + this.low : this.high
  }

  result(): Numeric {
    if (this.widest === 'decimal') return this.asDecimal()
    if (this.widest === 'double') return double(this.asDouble())
    this.settle()
    if (!fitsInt64(this.whole)) return double(Number(this.whole))
    return integer(this.whole, this.widest === 'int')
  }

  private asDecimal(): Decimal128 {
    const rest = this.asDouble()
    const decimals = this.decimals ?? decimal({ coefficient: 0n, exponent: 0 })
    if (rest === 0) return decimals
    // Both parts of the double sum at full precision, not at a double's 15 digits.
    return addDecimal(decimals, Number.isFinite(rest) ? decimal(exact(rest)) : rest)
  }

  /** Mean of `count` numbers: double, or decimal when one of them was. */
  mean(count: number): Numeric {
    if (this.widest === 'decimal') return divideDecimal(this.asDecimal(), count)
    return double(this.asDouble() / count)
  }
}

/** Sum of the numbers of a list; all else counts nothing. */
export function sumOf(list: readonly Value[]): Numeric {
  const sum = new Sum()
  for (const v of list) if (isNumeric(v)) sum.add(v)
  return sum.result()
}

/** Null when there is no number. */
export function meanOf(list: readonly Value[]): Numeric | null {
  const sum = new Sum()
  let count = 0
  for (const v of list)
    if (isNumeric(v)) {
      sum.add(v)
      count++
    }
  return count === 0 ? null : sum.mean(count)
}
