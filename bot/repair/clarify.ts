// Clarify: one short question when two or three meanings are about equally likely.
import type { Command } from '../domain/command.js'
import type { LocalizedText } from '../domain/locale.js'
import { choose } from '../flows/slots/choose.js'
import { fold } from '../engine/lexicon.js'
import { commandFor, type Situation } from '../engine/situation.js'
import { say, type Draft } from '../engine/draft.js'
import type { Turn } from '../engine/turn-input.js'

const asks: LocalizedText = {
  en: 'I want to be sure I get this right. Which of these do you mean?',
  zh: '我想确认一下，您指的是下面哪一个？',
}
const asksAboutOrder = (order: string): LocalizedText => ({
  en: `What would you like to do with order ${order}?`,
  zh: `您想对订单 ${order} 做什么？`,
})
const neither: LocalizedText = { en: 'Something else', zh: '都不是' }

/** How an intent is offered; undefined when nobody described it. */
async function offerOf(intent: string, turn: Turn): Promise<{ intent: string; label: string } | undefined> {
  const described = (await turn.deps.answers.intent(intent))?.description ?? turn.deps.flows.get(intent)?.title
  return described && { intent, label: described[turn.locale] }
}

/** Asks, once a turn. False when there is nothing to choose between. */
export async function clarify(draft: Draft, turn: Turn, intents: readonly string[]): Promise<boolean> {
  if (draft.outcome === 'clarified') return true
  const offers = (await Promise.all(intents.map((intent) => offerOf(intent, turn)))).filter(
    (offer) => offer !== undefined,
  )
  if (offers.length < 2) return false
  const order = turn.understanding.parts
    .flatMap((part) => part.entities)
    .find((entity) => entity.name === 'order-number')
  const number = typeof order?.value === 'string' ? order.value : undefined
  draft.dialogue = {
    ...draft.dialogue,
    clarifying: offers.map(({ intent }) => intent),
    ...(number !== undefined && { focus: { ...draft.dialogue.focus, order: number } }),
  }
  const question = number !== undefined && intents.includes('order-status') ? asksAboutOrder(number) : asks
  say(draft, {
    text: question[turn.locale],
    quickReplies: [...offers.map(({ label }) => label), neither[turn.locale]].map((label) => ({ label, value: label })),
  })
  draft.outcome = 'clarified'
  return true
}

/** The customer's choice among the meanings that were offered; undefined when the message is about something else. */
export function planClarified(situation: Situation, offered: readonly string[]): Command | undefined {
  const { part, intents, flows, answer, locale } = situation
  const choices = offered.flatMap((intent) => {
    const described = intents.get(intent)?.description ?? flows.get(intent)?.title
    return described ? [{ value: intent, described }] : []
  })
  const said = fold(answer.text)
  const pressed = choices.find(({ described }) => fold(described.en) === said || fold(described.zh) === said)
  if (pressed) return commandFor(pressed.value, situation)
  if (said === fold(neither.en) || said === fold(neither.zh)) return { kind: 'cannot-handle' }
  if (part.kind === 'understood') return undefined
  const labelled = choices.map(({ value, described }) => ({ value, label: described[locale] }))
  const [only, ...others] = choose(answer.text, labelled)
  if (only && others.length === 0) return commandFor(only.value, situation)
  // Still between two: asking once more would not help.
  return part.kind === 'ambiguous' ? { kind: 'cannot-handle' } : undefined
}
