// How actions and lists are bound to the names that flow definitions use.
import type { z } from 'zod'
import type { DialogueState, SlotValue } from '../domain/dialogue.js'
import type { Card, QuickReply } from '../domain/message.js'
import type { RecommendationReason } from '../domain/receipt.js'
import type { DraftEvent } from '../engine/draft.js'
import type { Turn } from '../engine/turn-input.js'
import type { Choice } from './slots/choose.js'

export interface ActionContext {
  turn: Turn
  dialogue: DialogueState
  slots: Readonly<Record<string, SlotValue>>
  /** Idempotency key of this step in this turn: a turn computed twice changes the shop once. */
  changeId: string
}

export interface ActionResult<Outcome extends string = string> {
  outcome: Outcome
  set?: Readonly<Record<string, SlotValue>>
  clear?: readonly string[]
  /** Changes of the dialogue's memory (proofs, focus, open complaint). */
  remember?: Partial<Omit<DialogueState, 'stack'>>
  /** Go with the next thing that is said. */
  card?: Card
  quickReplies?: readonly QuickReply[]
  events?: readonly DraftEvent[]
  /** Records read, by name, never by value: `order:NL-10023`. */
  read?: readonly string[]
  recommendations?: readonly RecommendationReason[]
  /** The shop was changed: this stands even when the answer cannot be given any more. */
  changed?: boolean
}

export interface Action {
  /** Every answer it may give; a flow says what follows each. */
  outcomes: readonly string[]
  /** Slots it may set; a flow declares them. */
  sets: readonly string[]
  /** Why the arguments of a definition are wrong, if they are. */
  checkArgs(args: unknown): string | undefined
  run(context: ActionContext, args: unknown): Promise<ActionResult>
}

const reasonOf = (schema: z.ZodType, args: unknown): string | undefined => {
  const parsed = schema.safeParse(args)
  return parsed.success
    ? undefined
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')
}

/** An action whose outcomes and arguments are checked where it is written and where it is used. */
export function defineAction<const Outcomes extends readonly string[], Args extends z.ZodType>(definition: {
  outcomes: Outcomes
  sets?: readonly string[]
  args: Args
  run(context: ActionContext, args: z.output<Args>): Promise<ActionResult<Outcomes[number]>>
}): Action {
  return {
    outcomes: definition.outcomes,
    sets: definition.sets ?? [],
    checkArgs: (args) => reasonOf(definition.args, args),
    run: (context, args) => definition.run(context, definition.args.parse(args)),
  }
}

/** A list offered under a question. */
export interface ChoiceList {
  checkArgs(args: unknown): string | undefined
  list(context: Pick<ActionContext, 'turn' | 'dialogue' | 'slots'>, args: unknown): Promise<readonly Choice[]>
}

export function defineChoices<Args extends z.ZodType>(definition: {
  args: Args
  list(context: Pick<ActionContext, 'turn' | 'dialogue' | 'slots'>, args: z.output<Args>): Promise<readonly Choice[]>
}): ChoiceList {
  return {
    checkArgs: (args) => reasonOf(definition.args, args),
    list: (context, args) => definition.list(context, definition.args.parse(args)),
  }
}

/** A slot's text, when it has one. */
export const textSlot = (slots: Readonly<Record<string, SlotValue>>, name: string): string | undefined => {
  const value = Object.hasOwn(slots, name) ? slots[name] : undefined
  return typeof value === 'string' ? value : undefined
}
