// One cell of the bench: what a process of its own is asked, and what it says.
import { z } from 'zod'
import { encoderLanguages } from '../../nlu/encoder/encoder.js'
import { atWorkSchema, feelingSchema, measuredSchema } from '../../nlu/evaluation/bench/measured.js'

const where = {
  /** Folder of the set's folder. */
  folder: z.string(),
  set: z.string(),
  /** Folder of encoders beside our own. */
  models: z.string(),
}

export const cellSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('intents'), engine: z.string(), ...where, shots: z.array(z.number()) }),
  z.object({ kind: z.literal('at-work'), encoder: z.string(), language: z.enum(encoderLanguages), ...where }),
  z.object({ kind: z.literal('feeling'), set: z.string(), source: z.string() }),
])
export type Cell = z.infer<typeof cellSchema>

export const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('intents'), measured: measuredSchema }),
  z.object({ kind: z.literal('at-work'), set: z.string(), measured: atWorkSchema }),
  z.object({ kind: z.literal('feeling'), measured: feelingSchema }),
  /** The engine is not installed or does not work. */
  z.object({ kind: z.literal('failed'), reason: z.string() }),
])
export type Outcome = z.infer<typeof outcomeSchema>
