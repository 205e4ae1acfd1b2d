// What a file is, judged by its bytes (magic numbers), never by its name or the sender's word.

interface Kind {
  mime: string
  matches(bytes: Uint8Array): boolean
}

const startsWith =
  (signature: readonly number[], offset = 0) =>
  (bytes: Uint8Array): boolean =>
    signature.every((byte, index) => bytes[offset + index] === byte)

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

/** Well-formed UTF-8 without control characters. */
function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Order matters: text is what is left. SVG and HTML count as text and are served as such, so they cannot run. */
const kinds: readonly Kind[] = [
  { mime: 'image/png', matches: startsWith([0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a]) },
  { mime: 'image/jpeg', matches: startsWith([0xff, 0xd8, 0xff]) },
  { mime: 'image/gif', matches: startsWith(ascii('GIF8')) },
  { mime: 'image/webp', matches: (bytes) => startsWith(ascii('RIFF'))(bytes) && startsWith(ascii('WEBP'), 8)(bytes) },
  { mime: 'application/pdf', matches: startsWith(ascii('%PDF-')) },
  { mime: 'text/plain', matches: isPlainText },
]

/** `undefined` for everything that is not on the list of kinds taken: pictures, PDF, plain text. */
export const fileTypeOf = (bytes: Uint8Array): string | undefined => kinds.find((kind) => kind.matches(bytes))?.mime
