// Which script a character belongs to, as far as the engine treats scripts differently.

/** Han: written without spaces, cut into words by a dictionary. */
export const isHan = (unit: number): boolean =>
  (unit >= 0x4e00 && unit <= 0x9fff) ||
  (unit >= 0x3400 && unit <= 0x4dbf) ||
  (unit >= 0xf900 && unit <= 0xfaff) ||
  unit === 0x3007

/** Kana: Japanese, also written without spaces. */
export const isKana = (unit: number): boolean =>
  (unit >= 0x3041 && unit <= 0x30ff) || (unit >= 0x31f0 && unit <= 0x31ff)

export const isUnspaced = (unit: number): boolean => unit >= 0x3007 && (isHan(unit) || isKana(unit))

export const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39

const isAsciiLetter = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a

// One bit a code unit of the basic plane, made once: \p{L}\p{N}\p{M} by table is ten times as fast as by regular expression.
const wordBits = new Uint8Array(0x10000)
for (let unit = 0x80; unit < 0x10000; unit++) {
  if (unit >= 0xd800 && unit <= 0xdfff) continue
  if (/[\p{L}\p{N}\p{M}]/u.test(String.fromCharCode(unit)) && !isUnspaced(unit)) wordBits[unit] = 1
}

/** Part of a space-separated word: letters, digits and marks of every script but Han and Kana. Expects folded (lower-case) text. */
export const isWordUnit = (unit: number): boolean =>
  unit < 0x80 ? isAsciiLetter(unit) || isDigit(unit) || (unit >= 0x41 && unit <= 0x5a) : wordBits[unit] === 1
