// The question that waits for the customer: what it is, and how it is put.
import type { Frame, SlotValue } from '../domain/dialogue.js'
import type { Reply } from '../domain/message.js'
import { choiceLists } from '../flows/choices.js'
import { isQuestion, type Flow, type Question, type Slot } from '../flows/schema.js'
import type { Choice } from '../flows/slots/choose.js'
import { fill } from '../flows/template.js'
import { say, topFrame, type Draft } from './draft.js'
import { flowOf } from './run-flow.js'
import { replaceTop } from './stack.js'
import type { Turn } from './turn-input.js'

/** The engine's own slot: what the open question offered, so that "the second one" means the same when the answer comes. */
const offeredSlot = '$offered'

export interface OpenQuestion {
  flow: Flow
  frame: Frame
  step: Question
  /** Absent for a confirmation. */
  slot?: Slot
  offered: readonly Choice[]
}

const isChoice = (value: unknown): value is Choice =>
  typeof value === 'object' && value !== null && 'value' in value && 'label' in value

const offeredOf = (slots: Readonly<Record<string, SlotValue>>): readonly Choice[] => {
  const kept = slots[offeredSlot]
  const list = typeof kept === 'object' && 'choices' in kept ? kept['choices'] : []
  return Array.isArray(list) ? list.filter(isChoice) : []
}

/** What the top frame waits for; undefined when nothing is under way. */
export function openQuestion(dialogue: Draft['dialogue'], turn: Turn): OpenQuestion | undefined {
  const frame = topFrame(dialogue)
  const flow = frame && flowOf(turn, frame)
  const step = flow && Object.hasOwn(flow.steps, frame.step) ? flow.steps[frame.step] : undefined
  if (!frame || !flow || !step || !isQuestion(step)) return undefined
  const slot = 'ask' in step ? flow.slots[step.ask] : undefined
  return { flow, frame, step, ...(slot && { slot }), offered: offeredOf(frame.slots) }
}

async function choicesFor(question: OpenQuestion, draft: Draft, turn: Turn): Promise<readonly Choice[]> {
  const { step, slot, frame } = question
  if ('ask' in step && step.choices) {
    const list = choiceLists.get(step.choices.from)
    if (list) return list.list({ turn, dialogue: draft.dialogue, slots: frame.slots }, step.choices.with)
  }
  return (slot?.choices ?? []).map(({ value, label }) => ({ value, label: label[turn.locale] }))
}

const yesNo = {
  en: [
    { label: 'Yes', value: 'Yes' },
    { label: 'No', value: 'No' },
  ],
  zh: [
    { label: '是', value: '是' },
    { label: '否', value: '否' },
  ],
}

const backTo = (title: string) => ({ en: `Back to ${title}. `, zh: `我们继续${title}。` })

/** Puts the open question of the top frame, if there is one, with why it is asked again. Choices are remembered with it. */
export async function putQuestion(draft: Draft, turn: Turn): Promise<void> {
  const question = openQuestion(draft.dialogue, turn)
  if (!question) return
  const { flow, frame, step, slot } = question
  const { locale } = turn
  const text = flow.texts['ask' in step ? step.text : step.confirm]
  if (!text) return
  const choices = await choicesFor(question, draft, turn)
  const rest = Object.fromEntries(Object.entries(frame.slots).filter(([name]) => name !== offeredSlot))
  const kept: Readonly<Record<string, SlotValue>> =
    choices.length > 0
      ? { ...rest, [offeredSlot]: { choices: choices.map(({ value, label }) => ({ value, label })) } }
      : rest
  draft.dialogue = replaceTop(draft.dialogue, { slots: kept })
  const before = draft.notice
    ? `${draft.notice[locale]}${locale === 'en' ? ' ' : ''}`
    : draft.interrupted
      ? backTo(flow.title[locale])[locale]
      : ''
  const buttons: Reply['quickReplies'] =
    'confirm' in step
      ? yesNo[locale]
      : choices.map(({ value, label }) => ({ label, value: slot?.type === 'order-number' ? value : label }))
  say(draft, { text: before + fill(text, frame.slots, locale), ...(buttons.length > 0 && { quickReplies: buttons }) })
  draft.flow = flow.flow
  draft.step = frame.step
  draft.outcome = draft.commands.includes('cancel-flow') ? draft.outcome : 'asked'
}
