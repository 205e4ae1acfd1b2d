// From what was understood to what shall be done: one part of a message becomes one command. Pure.
import type { Command } from '../domain/command.js'
import { planClarified } from '../repair/clarify.js'
import { planCorrection } from '../repair/correct.js'
import { remainder, shortAnswer } from './lexicon.js'
import { isRatherAnswer, planAnswer } from './plan-answer.js'
import { commandFor, mentionsOf, type Situation } from './situation.js'

/** Only an order number, hardly anything said about it. */
function planBareOrder(situation: Situation): Command | undefined {
  const { part, answer, dialogue, flows } = situation
  const order = part.entities.find((entity) => entity.name === 'order-number')
  if (!order) return undefined
  const rest = [...remainder(answer.text, [order.span], answer.offset)].length
  const understood = part.kind === 'understood' && part.confidence >= 0.6
  if (rest > 12 || (rest > 0 && understood)) return undefined
  const previous = dialogue.lastIntents.find((intent) => flows.get(intent)?.slots['order'] !== undefined)
  if (previous !== undefined) return { kind: 'start-flow', flow: previous, mentions: mentionsOf(part) }
  const offered = ['order-status', 'return-item', 'cancel-order'].filter((flow) => flows.has(flow))
  return offered.length > 1 ? { kind: 'clarify', intents: offered } : undefined
}

/** The one thing to do about this part. */
export function plan(situation: Situation): Command {
  const { part, question, answer, alone, dialogue } = situation
  const short = alone ? shortAnswer(answer.text) : undefined
  const maySayStop = part.kind === 'understood' && part.intent === 'stop' && !question?.slot?.optional
  if (short === 'stop' || (maySayStop && !(question && isRatherAnswer(situation, question))))
    return { kind: 'cancel-flow' }
  const clarified = dialogue.clarifying && planClarified(situation, dialogue.clarifying)
  if (clarified) return clarified
  if (question) return planAnswer(situation, question)
  const corrected = planCorrection(situation)
  if (corrected) return corrected
  const bare = planBareOrder(situation)
  if (bare) return bare
  if (short === 'yes' || short === 'no') return { kind: 'acknowledge', yes: short === 'yes' }
  if (situation.otherLanguage) return { kind: 'other-language' }
  switch (part.kind) {
    case 'understood':
      return commandFor(part.intent, situation)
    case 'ambiguous':
      return { kind: 'clarify', intents: part.intents.slice(0, 3) }
    case 'out-of-scope':
      return { kind: 'answer-knowledge', query: part.text }
  }
}
