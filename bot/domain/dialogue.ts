// The dialogue's memory between turns: a stack of flows, the newest on top. Plain JSON, so it survives storage unchanged.

export type SlotValue = string | number | boolean | Readonly<Record<string, unknown>> | readonly string[]

/**
 * One flow in progress; the last of the stack is the one that speaks. A digression adds a frame, finishes and the one below resumes.
 * Slots whose name starts with `$` are the engine's own (what was offered as choices).
 */
export interface Frame {
  flow: string
  flowVersion: number
  step: string
  slots: Readonly<Record<string, SlotValue>>
  /** How often the current question was asked in vain. */
  attempts: number
}

export interface DialogueState {
  stack: readonly Frame[]
  /** Consecutive messages that were not understood. */
  misses: number
  /** Intents offered in a clarifying question that is still open. */
  clarifying?: readonly string[]
  /** Checks passed in this conversation: order numbers proven by number + e-mail. */
  provenOrders: readonly string[]
  /** Checks failed in this conversation; too many end them. */
  failedProofs?: number
  /** A complaint was filed here and nobody has resolved it: nothing is advertised until then. */
  openComplaint?: boolean
  /** Last order and product spoken of, for "it" and "that one". */
  focus?: { order?: string; product?: string }
  lastIntents: readonly string[]
}

export const emptyDialogue: DialogueState = { stack: [], misses: 0, provenOrders: [], lastIntents: [] }
