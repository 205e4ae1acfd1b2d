// Correct: "no, I meant NL-10031". The value is taken over and the flow goes on from where it matters.
import type { Command } from '../domain/command.js'
import type { SlotValue } from '../domain/dialogue.js'
import { soundsLikeCorrection } from '../engine/lexicon.js'
import { kindOf, mentionsOf, type Situation } from '../engine/situation.js'
import type { Draft } from '../engine/draft.js'
import { topFrame } from '../engine/draft.js'
import { replaceTop, without } from '../engine/stack.js'
import { entityNames, meant, slotValueOf } from '../flows/slots/read-slot.js'
import type { Flow } from '../flows/schema.js'

const same = (a: SlotValue | undefined, b: SlotValue): boolean => JSON.stringify(a) === JSON.stringify(b)

/** "Where is NL-10023?" in the middle of a return is a question of its own, not a correction of the return. */
function isOtherRequest(situation: Situation, flow: Flow): boolean {
  const { part } = situation
  if (part.kind !== 'understood' || part.intent === flow.flow) return false
  const kind = kindOf(situation, part.intent)
  return kind === 'flow' || kind === 'article'
}

/** A value that replaces a slot already filled; for what was just finished, the same flow again with the new value. */
export function planCorrection(situation: Situation): Command | undefined {
  const { question, answer, dialogue, flows, part, currency } = situation
  if (question) {
    const { flow, frame } = question
    if (isOtherRequest(situation, flow) && !soundsLikeCorrection(answer.text)) return undefined
    for (const [name, slot] of Object.entries(flow.slots)) {
      const entity = slot.correct === undefined ? undefined : meant(answer, entityNames(slot))
      if (!entity || !Object.hasOwn(frame.slots, name) || same(frame.slots[name], slotValueOf(slot, entity, currency)))
        continue
      return { kind: 'correct-slot', slot: name, value: slotValueOf(slot, entity, currency) }
    }
    return undefined
  }
  const order = meant(answer, ['order-number'])
  if (!order || !soundsLikeCorrection(answer.text)) return undefined
  const previous = dialogue.lastIntents.find((intent) => flows.get(intent)?.slots['order'] !== undefined)
  if (previous === undefined) return undefined
  const mentions = [
    ...mentionsOf(part).filter((mention) => mention.entity !== 'order-number'),
    { entity: 'order-number', value: order.value },
  ]
  return { kind: 'start-flow', flow: previous, mentions }
}

/** Sets the slot, forgets what depended on it and goes back to where it is used. */
export function correct(draft: Draft, flow: Flow, name: string, value: SlotValue): void {
  const frame = topFrame(draft.dialogue)
  const slot = flow.slots[name]
  if (!frame || !slot) return
  const slots = { ...without(frame.slots, ['$offered', ...slot.clears]), [name]: value }
  draft.dialogue = replaceTop(draft.dialogue, { slots, step: slot.correct ?? flow.start, attempts: 0 })
  draft.events.push({ type: 'slot.corrected', data: { flow: flow.flow, slot: name } })
}
