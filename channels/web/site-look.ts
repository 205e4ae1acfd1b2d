// How the widget looks and what it asks on one site: read from a YAML file, so that a shop changes it without a build.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../platform/errors.js'

/** The same words in both languages, or each its own. */
const words = z.union([
  z
    .string()
    .min(1)
    .transform((text) => ({ en: text, zh: text })),
  z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }),
])

const asked = z.enum(['optional', 'required'])

export const siteLook = z.strictObject({
  title: words.exactOptional(),
  greeting: words.exactOptional(),
  /** Accent colour, `#rrggbb`. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour like #20694f')
    .exactOptional(),
  position: z.enum(['left', 'right']).exactOptional(),
  locale: z.enum(['en', 'zh']).exactOptional(),
  /** Asked before the first message. */
  preChat: z.strictObject({ name: asked.exactOptional(), email: asked.exactOptional() }).exactOptional(),
  /** Offered before anything was said. */
  starters: z
    .array(z.strictObject({ label: words, value: words }))
    .max(8)
    .exactOptional(),
  files: z.boolean().exactOptional(),
  /** Whether customers are asked how it went when a conversation was resolved; yes when absent. */
  ratings: z.boolean().exactOptional(),
  /** Shown as the bot's own, after `afterMs` on the page, at most once a day. */
  proactive: z.strictObject({ text: words, afterMs: z.int().min(0).max(3_600_000) }).exactOptional(),
})
export type SiteLook = z.infer<typeof siteLook>

const invalid = (file: string, reasons: readonly string[]) =>
  new AppError('config-invalid', `SITE_LOOK: ${file} is wrong:\n  ${reasons.join('\n  ')}`, {
    details: { lines: reasons },
  })

/** Throws `config-invalid` with a line for each thing that is wrong, or when the file cannot be read. */
export function readSiteLook(file: string): SiteLook {
  let written: unknown
  try {
    written = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw invalid(file, [error instanceof Error ? error.message : 'cannot be read'])
  }
  const read = siteLook.safeParse(written ?? {})
  if (read.success) return read.data
  throw invalid(
    file,
    read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  )
}
