// Sentence encoders: which there are, what the bot goes without, fetching one, and whether their files are what they should be.
import { z } from 'zod'
import { instant, locale, nothing, route } from '../route.js'

export const encoderView = z.object({
  name: z.string(),
  language: locale,
  /** On disk; for one that is not here what it would take. */
  bytes: z.number().int(),
  licence: z.string(),
  dimensions: z.number().int(),
  present: z.boolean(),
  /** The best one of its language: what the next training uses. */
  used: z.boolean(),
  /** Comes with Kefu; the others are fetched. */
  own: z.boolean(),
})
export type EncoderView = z.infer<typeof encoderView>

/** The fetch of this process that goes on, or how the last one ended. */
export const fetchView = z.discriminatedUnion('state', [
  z.object({ state: z.literal('idle') }),
  z.object({
    state: z.literal('fetching'),
    name: z.string(),
    by: z.string(),
    startedAt: instant,
    bytes: z.number().int(),
    /** Null until the address has said how large the files are. */
    total: z.number().int().nullable(),
  }),
  z.object({ state: z.literal('fetched'), name: z.string(), finishedAt: instant }),
  z.object({ state: z.literal('cancelled'), name: z.string(), finishedAt: instant }),
  z.object({
    state: z.literal('failed'),
    name: z.string(),
    finishedAt: instant,
    /** `hub-unreachable`, `encoder-damaged`, `input-invalid` … */
    code: z.string(),
    message: z.string(),
  }),
])
export type FetchView = z.infer<typeof fetchView>

const verifiedView = z.object({
  name: z.string(),
  bytes: z.number().int(),
  /** `unknown`: some file has no checksum to compare with. */
  state: z.enum(['sound', 'unknown', 'damaged']),
  /** The files that differ, or have no checksum. */
  files: z.array(z.string()),
})
export type VerifiedView = z.infer<typeof verifiedView>

/** A hub, or a plain folder on a web server that holds the encoder. */
export const mirrorAddress = z
  .string()
  .trim()
  .max(500)
  .refine(
    (address) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol),
    'is not an http or https address',
  )

const named = z.object({ name: z.string().min(1).max(100) })

export const encodersContract = {
  list: route({
    method: 'get',
    path: '/encoders',
    policy: 'training.read',
    summary: 'Every sentence encoder that Kefu knows, which are here, and which the live version goes without.',
    response: z.object({ items: z.array(encoderView), missing: z.array(z.string()), fetch: fetchView }),
  }),
  fetch: route({
    method: 'post',
    path: '/encoders/:name/fetch',
    policy: 'training.publish',
    summary:
      'Fetch an encoder, from the hub or from a mirror. One at a time; nothing is kept when a checksum is wrong.',
    params: named,
    body: z.object({ from: mirrorAddress.exactOptional() }),
    response: fetchView,
  }),
  cancel: route({
    method: 'delete',
    path: '/encoders/fetch',
    policy: 'training.publish',
    summary: 'Stop the fetch that is going on.',
    response: nothing,
  }),
  verify: route({
    method: 'post',
    path: '/encoders/verify',
    policy: 'training.read',
    summary: 'Read every file of every encoder that is here and compare it with its checksum.',
    response: z.object({ items: z.array(verifiedView) }),
  }),
}
