// What a turn is about to say and remember: filled step by step, stored whole or not at all.
import type { DialogueState, Frame } from '../domain/dialogue.js'
import type { LocalizedText } from '../domain/locale.js'
import type { Card, Citation, QuickReply, Reply } from '../domain/message.js'
import type { Outcome, RecommendationReason } from '../domain/receipt.js'

export interface DraftEvent {
  type: string
  /** Facts only, never message text. */
  data: Readonly<Record<string, unknown>>
}

export interface Draft {
  dialogue: DialogueState
  replies: Reply[]
  /** Goes with the next thing that is said. */
  attach: { card?: Card; quickReplies?: readonly QuickReply[] }
  events: DraftEvent[]
  commands: string[]
  read: Set<string>
  outcome: Outcome
  flow: string | null
  step: string | null
  citation?: Citation
  recommendations: RecommendationReason[]
  handOff?: { reason: string }
  /** Why the open question is asked again. */
  notice?: LocalizedText
  /** The open question was interrupted and is taken up again. */
  interrupted: boolean
  /** Frames begun in this turn: a second request waits behind them instead of pushing them aside. */
  begun: Set<string>
  /** The customer said goodbye and was answered: the conversation is done unless something is still open. */
  ends: boolean
  /** Something in the shop was changed for good in this turn. */
  changed: boolean
}

export const newDraft = (dialogue: DialogueState): Draft => ({
  dialogue,
  replies: [],
  attach: {},
  events: [],
  commands: [],
  read: new Set(),
  outcome: 'answered',
  flow: null,
  step: null,
  recommendations: [],
  interrupted: false,
  begun: new Set(),
  ends: false,
  changed: false,
})

export const topFrame = (dialogue: DialogueState): Frame | undefined => dialogue.stack.at(-1)

/** Says something; whatever was attached goes with it. */
export function say(draft: Draft, reply: Reply): void {
  const { card, quickReplies } = draft.attach
  draft.replies.push({ ...reply, ...(card && { card }), ...(quickReplies && !reply.quickReplies && { quickReplies }) })
  draft.attach = {}
}
