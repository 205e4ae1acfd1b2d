// Schemas that several of the shop's files share.
import { z } from 'zod'

const text = z.string().trim().min(1)

/** Both languages, neither empty. */
export const localized = z.strictObject({ en: text, zh: text })

export const localizedLists = z.strictObject({ en: z.array(text).min(1), zh: z.array(text).min(1) })

/** Lower-case words joined by hyphens. */
export const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
