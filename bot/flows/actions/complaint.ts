// Complaints: taken down, filed, and remembered so that nothing is advertised meanwhile.
import { z } from 'zod'
import { defineAction, textSlot } from '../define.js'
import { skipped } from '../slots/read-slot.js'

const noArgs = z.strictObject({})
/** Letters, a Chinese character counting as two: a message so long says what happened. */
const tellingWeight = 50

const weight = (text: string): number => [...text].length + (text.match(/\p{Script=Han}/gu)?.length ?? 0)

/** `told`: the complaint itself came with the first message. */
export const complaintBegin = defineAction({
  outcomes: ['told', 'ask'],
  sets: ['what'],
  args: noArgs,
  async run({ turn }) {
    const text = turn.inbound.text.trim()
    return weight(text) >= tellingWeight ? { outcome: 'told', set: { what: text.slice(0, 2000) } } : { outcome: 'ask' }
  },
})

/** The words stay in the conversation's messages; the event names the conversation, the order and the mood. */
export const fileComplaint = defineAction({
  outcomes: ['filed'],
  args: noArgs,
  async run({ turn, slots }) {
    const order = textSlot(slots, 'order')
    const data = {
      sentiment: turn.understanding.sentiment.score,
      ...(order !== undefined && order !== skipped && { order }),
    }
    return {
      outcome: 'filed',
      remember: { openComplaint: true },
      events: [{ type: 'complaint.filed', data }],
      changed: true,
    }
  },
})
