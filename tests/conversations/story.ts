// The form of a conversation story: what a customer says and what must come back, over the real pipeline and database.
import { readFileSync, readdirSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value))

const userStep = z.strictObject({ user: z.string() })

/** Every field given must hold for the answers to the last `user` step, taken together. */
const botStep = z.strictObject({
  /** Each must occur in the answers, cases folded; `/…/` is a regular expression. */
  bot: texts.default([]),
  /** None may occur. */
  not: texts.optional(),
  /** Each must be among the quick replies' labels. */
  offers: texts.optional(),
  /** Receipt: flow, outcome, slug of the article cited. */
  flow: z.string().nullable().optional(),
  outcome: z.string().optional(),
  article: z.string().optional(),
  /** Understanding: an intent of one of the parts; the kind of the whole. */
  intent: z.string().optional(),
  kind: z.enum(['understood', 'ambiguous', 'out-of-scope']).optional(),
  language: z.enum(['en', 'zh', 'mixed', 'other']).optional(),
  sentiment: z.enum(['negative', 'neutral', 'positive']).optional(),
  /** A card of this kind is shown. */
  card: z.enum(['order', 'product', 'article']).optional(),
  /** At least so many recommendations, each with its reason. */
  recommendations: z.number().int().optional(),
  /** No answer at all. */
  silent: z.literal(true).optional(),
})

const storySchema = z.strictObject({
  story: z.string().min(1),
  /** Customer number of who is signed in; a stranger when absent. */
  as: z.string().optional(),
  /** The shop's data after the story: order number → status. */
  orders: z.record(z.string(), z.string()).optional(),
  steps: z
    .array(z.union([userStep, botStep]))
    .min(2)
    .refine((steps) => 'user' in (steps[0] ?? {}), 'a story begins with a user step'),
})

export type Story = z.infer<typeof storySchema>
export type UserStep = z.infer<typeof userStep>
export type BotStep = z.infer<typeof botStep>

/** All stories of a file; a wrong one names the file and the field. */
export function readStories(file: URL): Story[] {
  const parsed = z.array(storySchema).safeParse(parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file.pathname}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export const storyFiles = (): string[] =>
  readdirSync(new URL('./', import.meta.url))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
