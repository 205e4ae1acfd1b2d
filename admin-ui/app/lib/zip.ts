// Zip archives in the browser: exports of other tools come in one, and an export of several files leaves in one. Text files only.
// (APPNOTE 6.3.10: local headers, central directory, end record; methods 0, stored, and 8, deflated.)

export interface ZipFile {
  path: string
  text: string
}

const localHeader = 0x04034b50
const centralHeader = 0x02014b50
const endRecord = 0x06054b50
const utf8Names = 0x0800

/** Not a zip archive, or one of a kind that is not read (encrypted, zip64, another compression). */
export class ZipUnreadable extends Error {}

/** Unpacked, an archive may be so large: a small one must not fill the memory. */
const mostBytes = 64_000_000

/** Files for which `wanted` says so, without folders. Rejects with `ZipUnreadable`. */
export async function readZip(bytes: Uint8Array, wanted: (path: string) => boolean): Promise<ZipFile[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  const files: ZipFile[] = []
  let at = view.getUint32(end + 16, true)
  let total = 0
  for (let entry = 0; entry < view.getUint16(end + 10, true); entry++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== centralHeader) throw new ZipUnreadable()
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)]
    const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)]
    const nameLength = view.getUint16(at + 28, true)
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength))
    const local = view.getUint32(at + 42, true)
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (path.endsWith('/') || !wanted(path)) continue
    if ((flags & 1) !== 0 || local + 30 > view.byteLength) throw new ZipUnreadable()
    total += size
    if (total > mostBytes) throw new ZipUnreadable()
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    files.push({ path, text: await unpacked(bytes.subarray(from, from + packed), method, size) })
  }
  return files
}

/** The end record stands last, before a comment of at most 65,535 bytes. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at--)
    if (view.getUint32(at, true) === endRecord) return at
  throw new ZipUnreadable()
}

async function unpacked(packed: Uint8Array, method: number, size: number): Promise<string> {
  if (method === 0) return new TextDecoder().decode(packed)
  if (method !== 8) throw new ZipUnreadable()
  const reader = new Blob([new Uint8Array(packed)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .getReader()
  const decoder = new TextDecoder()
  let text = ''
  let read = 0
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ZipUnreadable()
    })
    if (done) return text + decoder.decode()
    read += value.length
    // An archive that says less than it holds is a trap.
    if (read > size) throw new ZipUnreadable()
    text += decoder.decode(value, { stream: true })
  }
}

/** The files as they are, not compressed. */
export function writeZip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  const central: Uint8Array[] = []
  let offset = 0
  for (const { path, text } of files) {
    const [name, data] = [encoder.encode(path), encoder.encode(text)]
    const fields = [20, utf8Names, 0, 0, 0x21] as const
    const sizes = [crc32(data), data.length, data.length] as const
    const local = record(localHeader, fields, sizes, [name.length, 0])
    parts.push(local, name, data)
    const rest = record(centralHeader, [20, ...fields], sizes, [name.length, 0, 0, 0, 0])
    const tail = new DataView(new ArrayBuffer(8))
    tail.setUint32(4, offset, true)
    central.push(rest, new Uint8Array(tail.buffer), name)
    offset += local.length + name.length + data.length
  }
  const size = central.reduce((sum, part) => sum + part.length, 0)
  const end = new DataView(new ArrayBuffer(22))
  end.setUint32(0, endRecord, true)
  end.setUint16(8, files.length, true)
  end.setUint16(10, files.length, true)
  end.setUint32(12, size, true)
  end.setUint32(16, offset, true)
  return joined([...parts, ...central, new Uint8Array(end.buffer)])
}

/** A signature, numbers of two bytes, numbers of four, numbers of two. */
function record(
  signature: number,
  before: readonly number[],
  long: readonly number[],
  after: readonly number[],
): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + 2 * before.length + 4 * long.length + 2 * after.length))
  view.setUint32(0, signature, true)
  let at = 4
  for (const value of before) {
    view.setUint16(at, value, true)
    at += 2
  }
  for (const value of long) {
    view.setUint32(at, value, true)
    at += 4
  }
  for (const value of after) {
    view.setUint16(at, value, true)
    at += 2
  }
  return new Uint8Array(view.buffer)
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}
