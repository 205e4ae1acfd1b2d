// Reads a part as the answer to the open question, or as something else that came up in between.
import type { Command } from '../domain/command.js'
import type { SlotValue } from '../domain/dialogue.js'
import { readSlot, type SlotReading } from '../flows/slots/read-slot.js'
import type { Slot } from '../flows/schema.js'
import { planCorrection } from '../repair/correct.js'
import { remainder, shortAnswer, soundsLikeCorrection, soundsLikeQuestion } from './lexicon.js'
import type { OpenQuestion } from './open-question.js'
import { commandFor, kindOf, type Situation } from './situation.js'

/** How sure the model must be before something else is heard in what could be the answer. */
const sureOfOther = 0.75

/** Another request: an understood intent that is not this flow's own and not merely yes or no. */
function otherRequest(
  situation: Situation,
  question: OpenQuestion,
): { command: Command; confidence: number } | undefined {
  const { part } = situation
  if (part.kind !== 'understood' || part.intent === question.flow.flow) return undefined
  const kind = kindOf(situation, part.intent)
  if (kind === undefined || kind === 'dialogue') return undefined
  return { command: commandFor(part.intent, situation), confidence: part.confidence }
}

function planConfirm(situation: Situation, question: OpenQuestion): Command {
  const { part, answer, otherLanguage } = situation
  const correction = planCorrection(situation)
  if (correction) return correction
  const short = shortAnswer(answer.text)
  if (short === 'yes' || short === 'no') return { kind: 'confirm', yes: short === 'yes' }
  if (part.kind === 'understood') {
    if (part.intent === 'affirm') return { kind: 'confirm', yes: true }
    if (part.intent === 'deny') return { kind: 'confirm', yes: false }
    // "Yes, cancel it": the request itself once more.
    if (part.intent === question.flow.flow && !soundsLikeQuestion(answer.text)) return { kind: 'confirm', yes: true }
  }
  const other = otherRequest(situation, question)
  if (other) return other.command
  if (otherLanguage) return { kind: 'other-language' }
  if (part.kind === 'out-of-scope' && soundsLikeQuestion(answer.text))
    return { kind: 'answer-knowledge', query: answer.text }
  return { kind: 'ask-again', reason: { en: 'Please answer yes or no.', zh: '请回答"是"或"否"。' } }
}

/** Whether little more than the value itself was said. Of an address, names, town and country belong to it. */
const isBare = ({ part, answer }: Situation, { slot }: OpenQuestion): boolean =>
  slot?.type === 'address'
    ? !soundsLikeQuestion(answer.text)
    : [
        ...remainder(
          answer.text,
          part.entities.map((entity) => entity.span),
          answer.offset,
        ),
      ].length <= 12

function planTyped(situation: Situation, question: OpenQuestion, slot: string, value: SlotValue): Command {
  const other = otherRequest(situation, question)
  if (other && other.confidence >= sureOfOther && !isBare(situation, question) && other.command.kind !== 'say-answer')
    return other.command
  return { kind: 'set-slot', slot, value }
}

function planFreeText(situation: Situation, question: OpenQuestion, slot: string, value: SlotValue): Command {
  const other = otherRequest(situation, question)
  const asksForPerson = other?.command.kind === 'start-flow' && other.command.flow === 'talk-to-person'
  const asksSomething = soundsLikeQuestion(situation.answer.text) && (other?.confidence ?? 0) >= sureOfOther
  const greets = other?.command.kind === 'say-answer' && other.confidence >= sureOfOther
  return other && (asksForPerson || asksSomething || greets) ? other.command : { kind: 'set-slot', slot, value }
}

function planUnusable(
  situation: Situation,
  question: OpenQuestion,
  reading: Extract<SlotReading, { kind: 'unusable' }>,
): Command {
  const { part, answer, otherLanguage } = situation
  const correction = planCorrection(situation)
  if (correction) return correction
  const other = otherRequest(situation, question)
  if (other) return other.command
  if (otherLanguage) return { kind: 'other-language' }
  if (part.kind === 'out-of-scope' && soundsLikeQuestion(answer.text))
    return { kind: 'answer-knowledge', query: answer.text }
  if (part.kind === 'ambiguous' && !part.intents.includes(question.flow.flow) && soundsLikeQuestion(answer.text))
    return { kind: 'clarify', intents: part.intents.slice(0, 3) }
  const { step, flow } = question
  const own = 'ask' in step && step.invalid !== undefined ? flow.texts[step.invalid] : undefined
  return { kind: 'ask-again', reason: own ?? reading.reason }
}

const readingOf = ({ answer, locale, currency }: Situation, { offered }: OpenQuestion, slot: Slot): SlotReading =>
  readSlot(slot, answer, { locale, offered, currency })

/** "I changed my mind" to the question why: what may be heard as a wish to stop is an answer, unless the model is sure. */
export function isRatherAnswer(situation: Situation, question: OpenQuestion): boolean {
  const { step, slot } = question
  if (!('ask' in step) || !slot || situation.part.confidence >= sureOfOther) return false
  const reading = readingOf(situation, question, slot)
  return reading.kind !== 'unusable' && reading.sure
}

function planAsk(situation: Situation, question: OpenQuestion, name: string, slot: Slot): Command {
  const reading = readingOf(situation, question, slot)
  if (reading.kind === 'unusable') return planUnusable(situation, question, reading)
  // "No, I meant NL-10031" while something else is asked for takes back an earlier answer.
  if (!reading.sure && soundsLikeCorrection(situation.answer.text)) {
    const correction = planCorrection(situation)
    if (correction) return correction
  }
  const { value } = reading
  return reading.sure ? planTyped(situation, question, name, value) : planFreeText(situation, question, name, value)
}

export function planAnswer(situation: Situation, question: OpenQuestion): Command {
  const { step, slot } = question
  if ('ask' in step && slot) return planAsk(situation, question, step.ask, slot)
  return planConfirm(situation, question)
}
