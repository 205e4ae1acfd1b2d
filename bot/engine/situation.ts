// A part of a message in the light of the conversation, and what its intent stands for.
import type { Part } from '../../nlu/understanding.js'
import type { Command, Mention } from '../domain/command.js'
import type { DialogueState } from '../domain/dialogue.js'
import type { Flows } from '../flows/schema.js'
import type { Answer } from '../flows/slots/read-slot.js'
import type { IntentAnswer } from '../ports.js'
import { refersBack } from './lexicon.js'
import type { OpenQuestion } from './open-question.js'

/** What a part is read in the light of. */
export interface Situation {
  part: Part
  answer: Answer
  dialogue: DialogueState
  question?: OpenQuestion
  /** What admins decided about the intents that may be meant, by name. */
  intents: ReadonlyMap<string, IntentAnswer>
  flows: Flows
  locale: 'en' | 'zh'
  currency: string
  /** In neither of the two languages. */
  otherLanguage: boolean
  /** The only part of its message, so short answers may be taken at their word. */
  alone: boolean
}

export const mentionsOf = (part: Part): readonly Mention[] =>
  part.entities.map(({ name, value }) => ({ entity: name, value }))

/** What an intent stands for: what admins said, else the flow of its name. */
export const kindOf = (situation: Situation, intent: string): IntentAnswer['kind'] | undefined =>
  situation.intents.get(intent)?.kind ?? (situation.flows.has(intent) ? 'flow' : undefined)

const surely = 0.6

/** What is done about an intent when no question is open. */
export function commandFor(intent: string, situation: Situation): Command {
  const { part, dialogue, flows, answer } = situation
  switch (kindOf(situation, intent)) {
    case 'flow': {
      if (!flows.has(intent)) return { kind: 'cannot-handle' }
      const focus = dialogue.focus?.order
      const mentions = mentionsOf(part)
      const meantBefore = focus !== undefined && (refersBack(answer.text) || dialogue.clarifying !== undefined)
      const named = mentions.some((mention) => mention.entity === 'order-number')
      return {
        kind: 'start-flow',
        flow: intent,
        mentions: meantBefore && !named ? [...mentions, { entity: 'order-number', value: focus }] : mentions,
      }
    }
    case 'article':
      return { kind: 'answer-knowledge', intent, query: part.text }
    case 'answer':
      return { kind: 'say-answer', intent }
    case 'dialogue':
      // A yes to nothing counts only when it is surely one.
      return (intent === 'affirm' || intent === 'deny') && part.confidence >= surely
        ? { kind: 'acknowledge', yes: intent === 'affirm' }
        : intent === 'stop'
          ? { kind: 'cancel-flow' }
          : { kind: 'cannot-handle' }
    case undefined:
      return { kind: 'cannot-handle' }
  }
}
