// The form of a flow definition (YAML). ../README.md explains it to authors.
import { z } from 'zod'

const name = z.string().regex(/^[a-z][a-zA-Z0-9-]*$/, 'a lower-case word, camelCase or joined by hyphens')
export const localizedText = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) })

export const slotTypes = [
  'order-number',
  'email',
  'text',
  'address',
  'items',
  'money',
  'choice',
  'entity',
  /** Set by actions, never asked for. */
  'value',
] as const

const choice = z.strictObject({ value: z.string().min(1), label: localizedText })

export const slotSchema = z.strictObject({
  type: z.enum(slotTypes),
  /** Entities of a message that fill it; `order-number` and `email` slots take the entity of their own name. */
  entities: z.array(z.string().min(1)).default([]),
  /** "no" or "skip" as an answer leaves it empty. */
  optional: z.boolean().default(false),
  /** Shortest text in characters, for `text`. */
  min: z.number().int().positive().default(2),
  /** What a `text` must look like as a whole: a JavaScript regular expression without flags. */
  pattern: z.string().max(200).optional(),
  choices: z.array(choice).default([]),
  /** Where the flow goes on after this slot was corrected; what depended on it is named in `clears`. */
  correct: name.optional(),
  clears: z.array(name).default([]),
})
export type Slot = z.infer<typeof slotSchema>

const args = z.record(z.string(), z.string()).default({})

const quickReply = z.strictObject({ label: localizedText, value: localizedText.optional() })

export const stepSchema = z.union([
  z.strictObject({
    ask: name,
    text: name,
    /** Said instead of the slot type's own words when an answer cannot be used. */
    invalid: name.optional(),
    /** A list that `choices.ts` makes from the record, as quick replies. The slot's own choices are used when absent. */
    choices: z.strictObject({ from: name, with: args }).optional(),
    next: name,
  }),
  z.strictObject({ confirm: name, yes: name, no: name }),
  z.strictObject({ say: name, quickReplies: z.array(quickReply).default([]), next: name }),
  z.strictObject({ do: name, with: args, next: z.record(z.string(), name) }),
  z.strictObject({ branch: name, next: z.record(z.string(), name), else: name }),
  z.strictObject({ handOff: z.string().min(1) }),
  z.strictObject({
    end: z.enum(['answered', 'done', 'cancelled', 'not-found', 'not-allowed', 'no-answer', 'failed']),
  }),
])
export type Step = z.infer<typeof stepSchema>
export type AskStep = Extract<Step, { ask: string }>
export type ConfirmStep = Extract<Step, { confirm: string }>
/** A step that waits for the customer. */
export type Question = AskStep | ConfirmStep

export const flowSchema = z.strictObject({
  flow: name,
  version: z.number().int().positive(),
  /** How the bot speaks of it: "your return". */
  title: localizedText,
  slots: z.record(name, slotSchema).default({}),
  start: name,
  steps: z.record(name, stepSchema),
  texts: z.record(name, localizedText),
})
export type Flow = z.infer<typeof flowSchema>
export type Flows = ReadonlyMap<string, Flow>

export const isQuestion = (step: Step): step is Question => 'ask' in step || 'confirm' in step

/** The steps that may follow a step. */
export function following(step: Step): readonly string[] {
  if ('ask' in step || 'say' in step) return [step.next]
  if ('confirm' in step) return [step.yes, step.no]
  if ('do' in step) return Object.values(step.next)
  if ('branch' in step) return [...Object.values(step.next), step.else]
  return []
}
