// The answer receipt: why the bot said what it said.
import type { Understanding } from '../../nlu/understanding.js'
import type { ConversationId, CustomerId, InboundId, ReceiptId } from './ids.js'
import type { Citation } from './message.js'

export type Outcome =
  | 'answered'
  | 'asked'
  | 'done'
  | 'clarified'
  | 'cancelled'
  | 'not-found'
  | 'not-allowed'
  | 'no-answer'
  | 'cannot-handle'
  | 'handed-off'
  | 'not-bot'
  | 'failed'

export interface RecommendationReason {
  productId: string
  title: string
  score: number
  reason: string
  model: string
}

export interface Receipt {
  id: ReceiptId
  conversationId: ConversationId
  customerId: CustomerId
  inboundId: InboundId
  /** Absent when the bot was not asked (a person or the queue owns the conversation). */
  understanding?: Understanding
  /** Flow and step that spoke last in this turn. */
  flow: string | null
  step: string | null
  outcome: Outcome
  /** Repairs and commands in the order they were applied, e.g. `start-flow:order-status`, `correct:order`. */
  commands: readonly string[]
  /** Names of profile fields and records read, never their values: `customer.email`, `order:A1001`. */
  read: readonly string[]
  rules: readonly { rule: string; fired: boolean }[]
  article?: Citation
  recommendations?: readonly RecommendationReason[]
  modelVersion?: string
  /** Milliseconds a stage: `load`, `understand`, `decide`, `save`. */
  stagesMs: Readonly<Record<string, number>>
  /** Milliseconds for the whole turn. */
  ms: number
  at: Date
}
