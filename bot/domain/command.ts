// What one part of a message asks the dialogue to do: the engine's plan, before anything happens.
import type { SlotValue } from './dialogue.js'

/** Values found in the part that a flow can take over as slots, by entity name. */
export interface Mention {
  entity: string
  value: SlotValue
}

export type Command =
  | { kind: 'start-flow'; flow: string; mentions: readonly Mention[]; slots?: Readonly<Record<string, SlotValue>> }
  | { kind: 'set-slot'; slot: string; value: SlotValue }
  | { kind: 'correct-slot'; slot: string; value: SlotValue }
  | { kind: 'confirm'; yes: boolean }
  /** The answer to the open question could not be used: it is asked again with `reason`. */
  | { kind: 'ask-again'; reason?: Readonly<Record<'en' | 'zh', string>> }
  | { kind: 'cancel-flow' }
  | { kind: 'clarify'; intents: readonly string[] }
  /** By the intent's own article, or by search when no intent claims the question. */
  | { kind: 'answer-knowledge'; intent?: string; query: string }
  | { kind: 'say-answer'; intent: string }
  | { kind: 'acknowledge'; yes: boolean }
  | { kind: 'other-language' }
  | { kind: 'hand-off'; reason: string }
  | { kind: 'cannot-handle' }

/** How a command is named in a receipt: `start-flow:order-status`. Values never stand here. */
export function commandName(command: Command): string {
  switch (command.kind) {
    case 'start-flow':
      return `start-flow:${command.flow}`
    case 'set-slot':
      return `set-slot:${command.slot}`
    case 'correct-slot':
      return `correct:${command.slot}`
    case 'confirm':
      return command.yes ? 'confirm:yes' : 'confirm:no'
    case 'acknowledge':
      return command.yes ? 'acknowledge:yes' : 'acknowledge:no'
    case 'clarify':
      return `clarify:${command.intents.join('|')}`
    case 'answer-knowledge':
      return `answer-knowledge:${command.intent ?? 'search'}`
    case 'say-answer':
      return `say-answer:${command.intent}`
    case 'hand-off':
      return `hand-off:${command.reason}`
    case 'ask-again':
    case 'cancel-flow':
    case 'other-language':
    case 'cannot-handle':
      return command.kind
  }
}
