// What the bench finds out; it comes from other processes, so it is checked.
import { z } from 'zod'

/** One engine on one set. All shares in percent. */
export const measuredSchema = z.object({
  set: z.string(),
  engine: z.string(),
  trainRows: z.number(),
  testRows: z.number(),
  accuracy: z.number(),
  macroF1: z.number(),
  /** With one slip a sentence. */
  typos: z.number(),
  /** Sentences that slips and few rows were judged on; the same for every engine that is not slow. */
  sampled: z.number(),
  /** Mean accuracy over the seeds, by rows an intent. */
  fewShot: z.array(z.object({ shots: z.number(), accuracy: z.number() })),
  auroc: z.number().exactOptional(),
  /** Out-of-scope texts caught while 5 % of the in-scope ones are turned away. */
  caught: z.number().exactOptional(),
  entityF1: z.number().exactOptional(),
  trainSeconds: z.number(),
  utterancesPerSecond: z.number(),
  modelMegabytes: z.number().exactOptional(),
  /** The most that the process held, from its start to its answers. */
  peakMegabytes: z.number(),
})
export type Measured = z.infer<typeof measuredSchema>

/** Our whole engine at work. */
export const atWorkSchema = z.object({
  /** Training rows of the model that was used. */
  trainRows: z.number(),
  encoder: z.string(),
  swaps: z.object({
    count: z.number(),
    /** From the bytes of a version to its first possible answer; other messages are answered meanwhile. */
    medianMs: z.number(),
    mostMs: z.number(),
    /** The longest that the event loop was held in one go. */
    heldMedianMs: z.number(),
    heldMostMs: z.number(),
  }),
  encoding: z.object({ texts: z.number(), seconds: z.number(), delayP99Ms: z.number(), delayMostMs: z.number() }),
  pipeline: z.object({
    texts: z.number(),
    atOnce: z.number(),
    withoutEncoder: z.number(),
    withEncoder: z.number(),
    /** Share of the texts for which the gate asked the encoder. */
    encoded: z.number(),
    /** Share that was answered by n-grams because the encoder had no time. */
    late: z.number(),
    /** Texts that the encoder was given, by message: of one with several requests its parts, too. */
    textsGiven: z.number(),
  }),
})
export type AtWork = z.infer<typeof atWorkSchema>

/** How often a feeling was told right, in percent, of sentences that are half positive and half negative. */
export const feelingSchema = z.object({
  set: z.string(),
  rows: z.number(),
  /** Rows that the word lists are judged on. */
  unseenRows: z.number(),
  /** By the word lists alone: before anybody rated anything. */
  lists: z.number(),
  /** Learnt from ratings, in five folds. */
  learnt: z.number(),
})
export type Feeling = z.infer<typeof feelingSchema>
