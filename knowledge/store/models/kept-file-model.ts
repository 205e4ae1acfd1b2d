// Files that are kept for a while, for whichever process needs them; their bytes lie in GridFS beside (`kept-files.ts`).
import { z } from 'zod'
import { recordSchema } from '../record-schema.js'

/** What a file is kept for. */
export const keptFileRooms = ['import', 'import-report', 'audience'] as const

export const keptFileSchema = z.object({
  id: z.string(),
  room: z.enum(keptFileRooms),
  name: z.string(),
  by: z.string(),
  /** When it was handed over. */
  at: z.date(),
  /** It is taken away then, whole or not. */
  expiresAt: z.date(),
  bytes: z.number().int().nonnegative(),
  /** SHA-256, hex. */
  checksum: z.string(),
})
export type KeptFile = z.infer<typeof keptFileSchema>

/** Written before the first byte, so that no bytes lie anywhere that nobody knows of. */
export type StoredKeptFile = Omit<KeptFile, 'id' | 'bytes' | 'checksum'> & {
  _id: string
  state: 'writing' | 'whole'
  /** Id of the bytes in GridFS, hex. */
  content: string
  bytes?: number
  checksum?: string
}

export const keptFileMongoose = recordSchema<StoredKeptFile>('kept_files', {
  room: { type: String, required: true },
  name: { type: String, required: true },
  by: String,
  at: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
  state: { type: String, required: true },
  content: { type: String, required: true },
  bytes: Number,
  checksum: String,
})
keptFileMongoose.index({ expiresAt: 1 })
