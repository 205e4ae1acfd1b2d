// Sentence vectors of training texts, one byte a number: they travel to the training thread, stay in the model as evidence, and spare the
// next training from encoding the same text again.
import { z } from 'zod'
import { encoderLanguages, type EncoderLanguage, type Encoders, type EncoderStamp } from '../encoder/encoder.js'
import { fold } from '../languages/fold.js'
import { isUnspaced } from '../languages/scripts.js'

export const encoderStampSchema = z.object({
  name: z.string(),
  checksum: z.string(),
  dimensions: z.number().int().positive(),
})

export interface VectorTable {
  stamp: EncoderStamp
  texts: readonly string[]
  /** Row after row; a number is its byte times the row's scale. */
  bytes: Int8Array
  scales: Float32Array
}
export type VectorTables = Partial<Record<EncoderLanguage, VectorTable>>

/** Which encoder reads a text: the Chinese one knows Latin words, the English one no Han. Expects folded text. */
export function encoderLanguageOf(folded: string): EncoderLanguage {
  for (let i = 0; i < folded.length; i++) if (isUnspaced(folded.charCodeAt(i))) return 'zh'
  return 'en'
}

/** One row of a table as numbers. */
export function vectorAt(
  table: VectorTable,
  row: number,
  into = new Float32Array(table.stamp.dimensions),
): Float32Array {
  const { dimensions } = table.stamp
  const scale = table.scales[row] as number
  for (let j = 0; j < dimensions; j++) into[j] = scale * (table.bytes[row * dimensions + j] as number)
  return into
}

/** Texts in one call to the encoder: so often progress is told and cancelling is noticed. */
const chunk = 256

/**
 * Vectors of all texts, each by the encoder of its language; texts of a language without an encoder are left out. What `known` holds
 * by the same encoder is not encoded again.
 */
export async function encodeTexts(
  texts: readonly string[],
  encoders: Encoders,
  {
    known = {},
    onProgress,
    signal,
  }: { known?: VectorTables; onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<VectorTables> {
  const tables: VectorTables = {}
  const unique = [...new Set(texts)]
  for (const language of encoderLanguages) {
    const encoder = encoders[language]
    if (encoder === undefined) continue
    const own = unique.filter((text) => encoderLanguageOf(fold(text).text) === language)
    const { dimensions } = encoder.stamp
    const table = {
      stamp: encoder.stamp,
      texts: own,
      bytes: new Int8Array(own.length * dimensions),
      scales: new Float32Array(own.length),
    }
    const old = known[language]?.stamp.checksum === encoder.stamp.checksum ? known[language] : undefined
    const oldRows = new Map(old?.texts.map((text, row) => [text, row]))
    const missing: number[] = []
    own.forEach((text, row) => {
      const oldRow = oldRows.get(text)
      if (old === undefined || oldRow === undefined) missing.push(row)
      else {
        table.bytes.set(old.bytes.subarray(oldRow * dimensions, (oldRow + 1) * dimensions), row * dimensions)
        table.scales[row] = old.scales[oldRow] as number
      }
    })
    // Texts of like length side by side: a batch is as long as its longest text.
    missing.sort((a, b) => (own[a] as string).length - (own[b] as string).length)
    for (let at = 0; at < missing.length; at += chunk) {
      signal?.throwIfAborted()
      const rows = missing.slice(at, at + chunk)
      const vectors = await encoder.encode(
        rows.map((row) => own[row] as string),
        { urgency: 'later' },
      )
      rows.forEach((row, i) => quantise(vectors[i] as Float32Array, table, row))
      onProgress?.(Math.min(1, (at + chunk) / missing.length))
    }
    tables[language] = table
  }
  return tables
}

function quantise(vector: Float32Array, table: { bytes: Int8Array; scales: Float32Array }, row: number): void {
  let largest = 0
  for (const value of vector) largest = Math.max(largest, Math.abs(value))
  const scale = largest / 127
  table.scales[row] = scale
  if (scale > 0) vector.forEach((value, j) => (table.bytes[row * vector.length + j] = Math.round(value / scale)))
}
