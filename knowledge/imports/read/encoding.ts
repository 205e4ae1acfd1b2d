// Which encoding a file is in, from its first bytes: byte-order marks, then zero bytes (UTF-16), then whether it is valid UTF-8; what is
// left from Chinese systems is GB18030, which holds GBK and GB 2312.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte)

/** A character cut at the end of the sample is not a fault: at most 3 bytes of it can be missing. */
function isUtf8(sample: Uint8Array): boolean {
  for (let cut = 0; cut <= 3; cut += 1) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(sample.subarray(0, sample.length - cut))
      return true
    } catch {
      continue
    }
  }
  return false
}

function zerosAt(sample: Uint8Array, offset: 0 | 1): number {
  let zeros = 0
  for (let at = offset; at < sample.length; at += 2) if (sample[at] === 0) zeros += 1
  return zeros / (sample.length / 2)
}

/** Some kilobytes are enough. */
export function detectEncoding(sample: Uint8Array): Encoding {
  if (startsWith(sample, [0xef, 0xbb, 0xbf])) return 'utf-8'
  if (startsWith(sample, [0xff, 0xfe])) return 'utf-16le'
  if (startsWith(sample, [0xfe, 0xff])) return 'utf-16be'
  if (sample.length >= 4 && zerosAt(sample, 1) > 0.4) return 'utf-16le'
  if (sample.length >= 4 && zerosAt(sample, 0) > 0.4) return 'utf-16be'
  return isUtf8(sample) ? 'utf-8' : 'gb18030'
}

const sampleBytes = 64 * 1024

/** Decodes a stream of bytes piece by piece; a byte-order mark is dropped, bytes that mean nothing become U+FFFD. */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  encoding?: Encoding,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined = encoding && new TextDecoder(encoding)
  let held: Uint8Array = new Uint8Array()
  for await (const piece of bytes) {
    if (decoder) {
      yield decoder.decode(piece, { stream: true })
      continue
    }
    held = Buffer.concat([held, piece])
    if (held.length < sampleBytes) continue
    decoder = new TextDecoder(detectEncoding(held))
    yield decoder.decode(held, { stream: true })
  }
  if (decoder) yield decoder.decode()
  else yield new TextDecoder(detectEncoding(held)).decode(held)
}
