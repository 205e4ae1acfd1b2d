// The stack of flows in progress. Pure: each function answers with a new state; the last frame is the one that speaks.
import type { DialogueState, Frame, SlotValue } from '../domain/dialogue.js'
import type { Flow } from '../flows/schema.js'

/** Deeper digressions drop the oldest frame: nobody comes back from five interruptions. */
export const maxDepth = 5

export const beginning = (flow: Flow, slots: Readonly<Record<string, SlotValue>>): Frame => ({
  flow: flow.flow,
  flowVersion: flow.version,
  step: flow.start,
  slots,
  attempts: 0,
})

/** The new flow speaks now; the one below resumes when it ends. */
export const push = (state: DialogueState, frame: Frame): DialogueState => ({
  ...state,
  stack: [...state.stack, frame].slice(-maxDepth),
})

/** The new flow waits until `behind` frames on top are through: the second request of one message. */
export const queueBehind = (state: DialogueState, frame: Frame, behind: number): DialogueState => {
  const at = Math.max(0, state.stack.length - behind)
  return { ...state, stack: [...state.stack.slice(0, at), frame, ...state.stack.slice(at)].slice(-maxDepth) }
}

export const pop = (state: DialogueState): DialogueState => ({ ...state, stack: state.stack.slice(0, -1) })

export const replaceTop = (state: DialogueState, change: Partial<Frame>): DialogueState => {
  const top = state.stack.at(-1)
  return top ? { ...state, stack: [...state.stack.slice(0, -1), { ...top, ...change }] } : state
}

/** Slots without the named ones. */
export const without = (
  slots: Readonly<Record<string, SlotValue>>,
  names: readonly string[],
): Readonly<Record<string, SlotValue>> =>
  Object.fromEntries(Object.entries(slots).filter(([name]) => !names.includes(name)))
