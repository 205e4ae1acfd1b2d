// Carries a command out: replies, events and the new state of the dialogue are written into the draft.
import { AppError, assertNever } from '../../platform/errors.js'
import { commandName, type Command, type Mention } from '../domain/command.js'
import type { SlotValue } from '../domain/dialogue.js'
import type { LocalizedText } from '../domain/locale.js'
import { answerFromArticles } from '../answers/article-answer.js'
import { sayAdminAnswer } from '../answers/admin-answer.js'
import { entityNames, slotValueOf } from '../flows/slots/read-slot.js'
import type { Flow } from '../flows/schema.js'
import { askAgain } from '../repair/ask-again.js'
import { cancel } from '../repair/cancel.js'
import { cannotHandle } from '../repair/cannot-handle.js'
import { clarify } from '../repair/clarify.js'
import { correct } from '../repair/correct.js'
import { digress } from '../repair/digress.js'
import { handOff, sayHandOff } from '../repair/hand-off.js'
import { otherLanguage } from '../repair/other-language.js'
import { say, topFrame, type Draft } from './draft.js'
import { openQuestion, type OpenQuestion } from './open-question.js'
import { runFlows } from './run-flow.js'
import { beginning, push, queueBehind, replaceTop, without } from './stack.js'
import { currencyOf, type Turn } from './turn-input.js'

const anythingElse: LocalizedText = { en: 'Is there anything else I can do for you?', zh: '还有什么可以帮您的吗？' }

/** The intent by which customers end a conversation themselves. */
const farewell = 'goodbye'

/** Slots that the mentions fill: each slot takes the last entity that fits it. */
function slotsFrom(flow: Flow, mentions: readonly Mention[], currency: string): Readonly<Record<string, SlotValue>> {
  const filled = Object.entries(flow.slots).flatMap(([name, slot]) => {
    const names = entityNames(slot)
    const found = mentions.filter(({ entity }) => names.includes(entity)).at(-1)
    return found ? [[name, slotValueOf(slot, found, currency)] as const] : []
  })
  return Object.fromEntries(filled)
}

async function startFlow(draft: Draft, turn: Turn, command: Extract<Command, { kind: 'start-flow' }>): Promise<void> {
  const flow = turn.deps.flows.get(command.flow)
  if (!flow)
    throw new AppError('flow-invalid', `There is no flow "${command.flow}".`, { details: { flow: command.flow } })
  const frame = beginning(flow, { ...slotsFrom(flow, command.mentions, currencyOf(turn)), ...command.slots })
  const open = openQuestion(draft.dialogue, turn)
  const running = topFrame(draft.dialogue)
  draft.events.push({ type: 'flow.started', data: { flow: flow.flow, version: flow.version } })
  if (running?.flow === flow.flow) {
    // The same request once more: what is new in it counts, the rest is kept.
    draft.dialogue = replaceTop(draft.dialogue, {
      ...frame,
      slots: { ...without(running.slots, ['$offered']), ...frame.slots },
    })
  } else if (running && draft.begun.has(running.flow) && command.flow !== 'talk-to-person') {
    draft.dialogue = queueBehind(draft.dialogue, frame, 1)
  } else {
    if (open) digress(draft, open, flow.flow)
    draft.dialogue = push(draft.dialogue, frame)
  }
  draft.begun.add(flow.flow)
  await runFlows(draft, turn)
}

async function setSlot(draft: Draft, turn: Turn, slot: string, value: SlotValue): Promise<void> {
  const frame = topFrame(draft.dialogue)
  draft.dialogue = replaceTop(draft.dialogue, {
    slots: { ...without(frame?.slots ?? {}, ['$offered']), [slot]: value },
    attempts: 0,
  })
  draft.events.push({ type: 'slot.set', data: { flow: frame?.flow, slot } })
  await runFlows(draft, turn)
}

async function confirm(draft: Draft, turn: Turn, question: OpenQuestion | undefined, yes: boolean): Promise<void> {
  if (!question || !('confirm' in question.step)) return
  draft.dialogue = replaceTop(draft.dialogue, { step: yes ? question.step.yes : question.step.no, attempts: 0 })
  await runFlows(draft, turn)
}

/** An answer that comes in between; without one, an open question is asked again and a closed dialogue admits it. */
async function answerBetween(
  draft: Draft,
  turn: Turn,
  question: OpenQuestion | undefined,
  name: string,
  answered: boolean,
): Promise<void> {
  if (answered) {
    if (question) digress(draft, question, name)
    draft.dialogue = { ...draft.dialogue, misses: 0 }
  } else if (question) {
    await askAgain(draft, turn, { en: 'I do not know the answer to that.', zh: '这个问题我回答不了。' })
  } else {
    await cannotHandle(draft, turn)
  }
}

/** Rejects when a lookup fails; nothing of the draft may be used then. */
export async function decide(draft: Draft, turn: Turn, command: Command): Promise<void> {
  draft.commands.push(commandName(command))
  const question = openQuestion(draft.dialogue, turn)
  switch (command.kind) {
    case 'start-flow':
      await startFlow(draft, turn, command)
      break
    case 'set-slot':
      await setSlot(draft, turn, command.slot, command.value)
      break
    case 'correct-slot':
      if (question) correct(draft, question.flow, command.slot, command.value)
      await runFlows(draft, turn)
      break
    case 'confirm':
      await confirm(draft, turn, question, command.yes)
      break
    case 'ask-again':
      return askAgain(draft, turn, command.reason)
    case 'cancel-flow':
      cancel(draft, turn)
      await runFlows(draft, turn)
      break
    case 'clarify':
      if (!(await clarify(draft, turn, command.intents))) await cannotHandle(draft, turn)
      return
    case 'answer-knowledge':
      return answerBetween(
        draft,
        turn,
        question,
        command.intent ?? 'articles',
        await answerFromArticles(draft, turn, command),
      )
    case 'say-answer': {
      const said = await sayAdminAnswer(draft, turn, command.intent)
      draft.ends = said && command.intent === farewell
      return answerBetween(draft, turn, question, command.intent, said)
    }
    case 'acknowledge':
      say(draft, { text: anythingElse[turn.locale] })
      break
    case 'other-language':
      return otherLanguage(draft)
    case 'hand-off':
      return handOff(draft, turn, command.reason)
    case 'cannot-handle':
      return cannotHandle(draft, turn)
    default:
      return assertNever(command)
  }
  if (draft.handOff) await sayHandOff(draft, turn)
  draft.dialogue = { ...draft.dialogue, misses: 0 }
}
