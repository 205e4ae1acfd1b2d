// Runs the flow on top of the stack until it waits for the customer, ends, or hands over.
import { AppError } from '../../platform/errors.js'
import type { Frame, SlotValue } from '../domain/dialogue.js'
import { actions } from '../flows/actions.js'
import type { ActionResult } from '../flows/define.js'
import type { Flow, Step } from '../flows/schema.js'
import { fill } from '../flows/template.js'
import { say, topFrame, type Draft } from './draft.js'
import { pop, replaceTop, without } from './stack.js'
import type { Turn } from './turn-input.js'

/** More steps than this in one turn mean that a definition runs in circles. */
export const stepLimit = 60

const moveTo = (draft: Draft, step: string): void => {
  draft.dialogue = replaceTop(draft.dialogue, { step, attempts: 0 })
}

const stepOf = (flow: Flow, frame: Frame): Step | undefined =>
  Object.hasOwn(flow.steps, frame.step) ? flow.steps[frame.step] : undefined

/**
 * The flow of a frame in its present version. A flow that was changed meanwhile goes on at the same step when that still exists and
 * starts over with what is known otherwise; one that is gone gives undefined.
 */
export function flowOf(turn: Turn, frame: Frame): Flow | undefined {
  return turn.deps.flows.get(frame.flow)
}

function adapt(draft: Draft, flow: Flow, frame: Frame): void {
  const step = stepOf(flow, frame) ? frame.step : flow.start
  draft.dialogue = replaceTop(draft.dialogue, { flowVersion: flow.version, step })
}

/** Takes over what an action found out. */
function apply(draft: Draft, result: ActionResult): void {
  const frame = topFrame(draft.dialogue)
  const slots: Readonly<Record<string, SlotValue>> = {
    ...without(frame?.slots ?? {}, result.clear ?? []),
    ...result.set,
  }
  draft.dialogue = { ...replaceTop(draft.dialogue, { slots }), ...result.remember }
  if (result.card) draft.attach.card = result.card
  if (result.quickReplies) draft.attach.quickReplies = result.quickReplies
  draft.events.push(...(result.events ?? []))
  for (const name of result.read ?? []) draft.read.add(name)
  draft.recommendations.push(...(result.recommendations ?? []))
  draft.changed ||= result.changed === true
}

async function act(draft: Draft, turn: Turn, frame: Frame, step: Extract<Step, { do: string }>): Promise<void> {
  const action = actions.get(step.do)
  if (!action)
    throw new AppError('flow-invalid', `No action is bound to "${step.do}".`, { details: { step: frame.step } })
  const changeId = `${turn.inbound.id}:${frame.flow}:${frame.step}`
  const result = await action.run({ turn, dialogue: draft.dialogue, slots: frame.slots, changeId }, step.with)
  apply(draft, result)
  const next = step.next[result.outcome]
  if (next === undefined)
    throw new AppError('flow-invalid', `"${step.do}" answered "${result.outcome}", which nothing follows.`, {
      details: { step: frame.step, reason: result.outcome },
    })
  moveTo(draft, next)
}

function end(draft: Draft, frame: Frame, outcome: Draft['outcome']): void {
  draft.outcome = outcome
  draft.events.push({ type: 'flow.completed', data: { flow: frame.flow, outcome } })
  draft.dialogue = pop(draft.dialogue)
  const below = topFrame(draft.dialogue)
  if (!below) return
  draft.commands.push(`resume:${below.flow}`)
  draft.interrupted ||= !draft.begun.has(below.flow)
}

/** One step; true when the flow waits. */
async function advance(draft: Draft, turn: Turn, flow: Flow, frame: Frame, step: Step): Promise<boolean> {
  draft.flow = frame.flow
  draft.step = frame.step
  if ('ask' in step) {
    if (!Object.hasOwn(frame.slots, step.ask)) return true
    moveTo(draft, step.next)
  } else if ('confirm' in step) {
    return true
  } else if ('say' in step) {
    const text = flow.texts[step.say]
    if (text) {
      const replies = step.quickReplies.map(({ label, value }) => ({
        label: label[turn.locale],
        value: (value ?? label)[turn.locale],
      }))
      say(draft, { text: fill(text, frame.slots, turn.locale), ...(replies.length > 0 && { quickReplies: replies }) })
    }
    moveTo(draft, step.next)
  } else if ('do' in step) {
    await act(draft, turn, frame, step)
  } else if ('branch' in step) {
    const held = Object.hasOwn(frame.slots, step.branch) ? frame.slots[step.branch] : undefined
    const value = typeof held === 'object' || held === undefined ? '' : String(held)
    moveTo(draft, step.next[value] ?? step.else)
  } else if ('handOff' in step) {
    draft.handOff = { reason: step.handOff }
    draft.outcome = 'handed-off'
    draft.dialogue = { ...draft.dialogue, stack: [], misses: 0 }
    return true
  } else {
    end(draft, frame, step.end)
  }
  return false
}

/** Goes on until a question waits, everything is done or a person is asked for. Rejects with `step-limit` when a flow runs in circles. */
export async function runFlows(draft: Draft, turn: Turn): Promise<void> {
  for (let steps = 0; ; steps += 1) {
    const frame = topFrame(draft.dialogue)
    if (!frame) return
    if (steps >= stepLimit)
      throw new AppError('step-limit', `The flow "${frame.flow}" ran in circles.`, {
        details: { flow: frame.flow, step: frame.step, limit: stepLimit },
      })
    const flow = flowOf(turn, frame)
    if (!flow) {
      draft.dialogue = pop(draft.dialogue)
      continue
    }
    const step = stepOf(flow, frame)
    if (!step || frame.flowVersion !== flow.version) adapt(draft, flow, frame)
    else if (await advance(draft, turn, flow, frame, step)) return
  }
}
