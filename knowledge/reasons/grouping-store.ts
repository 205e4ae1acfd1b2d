// A grouping as it is kept, and back: numbers as bytes.
import type { Store } from '../store/connection.js'
import type { ReasonLanguage, StoredReasonGrouping } from '../store/models/contact-reason-model.js'
import type { Grouping } from './grouping/group-texts.js'

export interface KeptGrouping {
  /** Checksum of the encoder, or `words`. */
  madeWith: string
  grouping: Grouping
  /** The reason of each group. */
  reasons: readonly string[]
  at: Date
}

export const byWordsAlone = 'words'

const bytesOf = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength)

/** Bytes as the driver gives them; a copy, because they may lie at an odd place. */
function floatsOf(bytes: Buffer | { buffer: Uint8Array }): Float32Array {
  const raw = bytes instanceof Uint8Array ? bytes : bytes.buffer
  return new Float32Array(Uint8Array.from(raw).buffer)
}

export async function keepGrouping(store: Store, language: ReasonLanguage, kept: KeptGrouping): Promise<void> {
  const { madeWith, grouping, reasons, at } = kept
  const { weights, columns, middle, centres } = grouping
  await store.models.reasonGroupings.replaceOne(
    { _id: language },
    {
      ...{ madeWith, columns, at, reasons: [...reasons], middle: bytesOf(middle), centres: bytesOf(centres) },
      ...(weights && { texts: weights.texts, words: [...weights.counts] }),
    },
    { upsert: true },
  )
}

export async function readGroupings(store: Store): Promise<Map<ReasonLanguage, KeptGrouping>> {
  const found = await store.models.reasonGroupings.find().lean<StoredReasonGrouping[]>()
  return new Map(
    found.map(({ _id, madeWith, columns, middle, centres, reasons, texts, words, at }) => [
      _id as ReasonLanguage,
      {
        ...{ madeWith, reasons, at },
        grouping: {
          ...(texts !== undefined && words && { weights: { texts, counts: new Map(words) } }),
          ...{ columns, words: [], middle: floatsOf(middle), centres: floatsOf(centres) },
        },
      },
    ]),
  )
}
