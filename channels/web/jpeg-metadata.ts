// Takes camera data (position, serial numbers) out of a JPEG before it is stored.

const startOfScan = 0xda
/** APP1 holds Exif and XMP, APP13 IPTC, COM free text. JFIF (APP0), ICC (APP2) and Adobe (APP14) say how to draw and stay. */
const personal = new Set([0xe1, 0xed, 0xfe])

/** The same picture without those segments (ITU T.81, B.1); a file that is not built as it should be comes back unchanged. */
export function withoutJpegMetadata(bytes: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return bytes
    if (marker === startOfScan) return Buffer.concat([...kept, bytes.subarray(at)])
    const length = 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
    if (length < 4 || at + length > bytes.length) return bytes
    if (!personal.has(marker)) kept.push(bytes.subarray(at, at + length))
    at += length
  }
  return bytes
}
