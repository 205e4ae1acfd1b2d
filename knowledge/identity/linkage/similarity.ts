// How alike two short texts are. Values are UTF-16 units; callers fold case and width before.

/** True when one insertion, deletion, replacement or swap of neighbours makes `a` into `b` (Damerau 1964); equal texts too. */
export function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const extra = long.length - short.length
  if (extra > 1) return false
  let head = 0
  while (head < short.length && short.charCodeAt(head) === long.charCodeAt(head)) head += 1
  if (head === short.length) return true
  let tail = 0
  while (
    tail < short.length - head &&
    short.charCodeAt(short.length - 1 - tail) === long.charCodeAt(long.length - 1 - tail)
  )
    tail += 1
  const left = short.length - head - tail
  if (extra === 1) return left === 0
  if (left <= 1) return true
  return (
    left === 2 &&
    short.charCodeAt(head) === long.charCodeAt(head + 1) &&
    short.charCodeAt(head + 1) === long.charCodeAt(head)
  )
}

const longest = 64
const usedA = new Uint8Array(longest)
const usedB = new Uint8Array(longest)

/** Jaro-Winkler likeness, 0 … 1 (Winkler 1990; prefix of at most 4, weight 0.1). Only the first 64 characters count. */
export function jaroWinkler(a: string, b: string): number {
  const lengthA = Math.min(a.length, longest)
  const lengthB = Math.min(b.length, longest)
  if (lengthA === 0 || lengthB === 0) return 0
  const window = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1)
  usedA.fill(0, 0, lengthA)
  usedB.fill(0, 0, lengthB)
  let matches = 0
  for (let at = 0; at < lengthA; at += 1) {
    const character = a.charCodeAt(at)
    const to = Math.min(lengthB - 1, at + window)
    for (let other = Math.max(0, at - window); other <= to; other += 1) {
      if (usedB[other] === 1 || b.charCodeAt(other) !== character) continue
      usedA[at] = 1
      usedB[other] = 1
      matches += 1
      break
    }
  }
  if (matches === 0) return 0
  let outOfPlace = 0
  let other = 0
  for (let at = 0; at < lengthA; at += 1) {
    if (usedA[at] !== 1) continue
    while (usedB[other] !== 1) other += 1
    if (a.charCodeAt(at) !== b.charCodeAt(other)) outOfPlace += 1
    other += 1
  }
  const jaro = (matches / lengthA + matches / lengthB + (matches - outOfPlace / 2) / matches) / 3
  let prefix = 0
  while (prefix < 4 && prefix < lengthA && prefix < lengthB && a.charCodeAt(prefix) === b.charCodeAt(prefix))
    prefix += 1
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** Which of 32 classes of characters a text holds: two texts that share few classes cannot be alike. */
export function characterMask(text: string): number {
  let mask = 0
  for (let at = 0; at < text.length; at += 1) mask |= 1 << (text.charCodeAt(at) & 31)
  return mask
}

export function bitsOf(mask: number): number {
  let bits = mask - ((mask >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
