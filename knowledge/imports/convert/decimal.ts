// How people write decimal numbers, as digits with one point: `1,234.5`, `1.234,5`, `1 234,5`, `3.5万`.

export interface DecimalOptions {
  /** 1.234,5 is one thousand and so on; guessed from the text when it leaves no doubt. */
  decimalComma?: boolean
}

/** What is written as `万` or `亿` moves the point by so many places. */
const units: Readonly<Record<string, number>> = { 万: 4, 亿: 8 }

/** @param bare without spaces and currency. `digits` as written, `places` by which the point stands further right. */
export function readDecimal(bare: string, { decimalComma }: DecimalOptions): { digits: string; places: number } {
  const places = units[bare.at(-1) ?? ''] ?? 0
  const text = places > 0 ? bare.slice(0, -1) : bare
  const lastComma = text.lastIndexOf(',')
  const lastPoint = text.lastIndexOf('.')
  // The mark that comes last and once is the decimal mark; one comma before exactly three digits is a thousands mark unless told otherwise.
  const isComma =
    lastComma > lastPoint && (lastPoint >= 0 || decimalComma === true || !/^[+-]?\d{1,3}(?:,\d{3})+$/.test(text))
  const digits = isComma ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '')
  return { digits, places }
}
