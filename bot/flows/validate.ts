// Checks that a flow holds together before it may speak to anybody.
import { AppError } from '../../platform/errors.js'
import { following, type Flow, type Slot, type Step } from './schema.js'
import { placeholders } from './template.js'

/** What the engine can bind a definition to. */
export interface Bindings {
  actions: ReadonlyMap<
    string,
    { outcomes: readonly string[]; sets: readonly string[]; checkArgs(args: unknown): string | undefined }
  >
  choices: ReadonlyMap<string, { checkArgs(args: unknown): string | undefined }>
}

interface Fault {
  step: string | null
  reason: string
}

const used = (step: Step): readonly string[] => {
  if ('ask' in step) return [step.text, ...(step.invalid === undefined ? [] : [step.invalid])]
  if ('confirm' in step) return [step.confirm]
  return 'say' in step ? [step.say] : []
}

function* stepFaults(flow: Flow, id: string, step: Step, bindings: Bindings): Generator<Fault> {
  const fault = (reason: string): Fault => ({ step: id, reason })
  for (const next of following(step)) if (!flow.steps[next]) yield fault(`goes on at "${next}", which does not exist`)
  for (const text of used(step)) if (!flow.texts[text]) yield fault(`says the text "${text}", which does not exist`)
  if ('ask' in step) {
    const slot = flow.slots[step.ask]
    if (!slot) yield fault(`asks for the slot "${step.ask}", which does not exist`)
    else if (slot.type === 'value') yield fault(`asks for "${step.ask}", which only actions set`)
    if (step.choices) {
      const provider = bindings.choices.get(step.choices.from)
      const wrong = provider ? provider.checkArgs(step.choices.with) : 'no such list'
      if (wrong !== undefined) yield fault(`offers the choices "${step.choices.from}": ${wrong}`)
    }
  }
  if ('branch' in step && !flow.slots[step.branch])
    yield fault(`branches on the slot "${step.branch}", which does not exist`)
  if ('do' in step) {
    const action = bindings.actions.get(step.do)
    if (!action) {
      yield fault(`does "${step.do}", which no action is bound to`)
      return
    }
    const wrong = action.checkArgs(step.with)
    if (wrong !== undefined) yield fault(`calls "${step.do}" with wrong arguments: ${wrong}`)
    for (const outcome of action.outcomes)
      if (!step.next[outcome]) yield fault(`does not say what follows when "${step.do}" answers "${outcome}"`)
    for (const outcome of Object.keys(step.next))
      if (!action.outcomes.includes(outcome)) yield fault(`waits for "${outcome}", which "${step.do}" never answers`)
    for (const slot of action.sets)
      if (!flow.slots[slot]) yield fault(`"${step.do}" sets the slot "${slot}", which is not declared`)
  }
}

const compiles = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}

function* slotFaults(flow: Flow, id: string, slot: Slot): Generator<Fault> {
  const fault = (reason: string): Fault => ({ step: null, reason: `slot "${id}" ${reason}` })
  if (slot.correct !== undefined && !flow.steps[slot.correct])
    yield fault(`is corrected at "${slot.correct}", which does not exist`)
  for (const other of slot.clears) if (!flow.slots[other]) yield fault(`clears "${other}", which does not exist`)
  if (slot.pattern !== undefined && !compiles(slot.pattern)) yield fault('has a pattern that is no regular expression')
  if (slot.type === 'entity' && slot.entities.length === 0) yield fault('is of type entity and names none')
}

function reachable(flow: Flow): ReadonlySet<string> {
  const seen = new Set<string>()
  const todo = [flow.start, ...Object.values(flow.slots).flatMap((slot) => slot.correct ?? [])]
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const step = flow.steps[id]
    if (!step || seen.has(id)) continue
    seen.add(id)
    todo.push(...following(step))
  }
  return seen
}

function* faults(flow: Flow, bindings: Bindings): Generator<Fault> {
  if (!flow.steps[flow.start]) yield { step: flow.start, reason: 'is the start and does not exist' }
  for (const [id, step] of Object.entries(flow.steps)) yield* stepFaults(flow, id, step, bindings)
  for (const [id, slot] of Object.entries(flow.slots)) yield* slotFaults(flow, id, slot)
  const seen = reachable(flow)
  for (const id of Object.keys(flow.steps)) if (!seen.has(id)) yield { step: id, reason: 'cannot be reached' }
  const said = new Set(Object.values(flow.steps).flatMap(used))
  for (const [id, text] of Object.entries(flow.texts)) {
    if (!said.has(id)) yield { step: null, reason: `text "${id}" is never said` }
    for (const [language, words] of Object.entries(text))
      for (const slot of placeholders(words))
        if (!flow.slots[slot])
          yield { step: null, reason: `text "${id}" (${language}) names the unknown slot "${slot}"` }
  }
}

/** Throws `flow-invalid` with file, step and reason of the first fault; `details.faults` lists all of them. */
export function validateFlow(flow: Flow, file: string, bindings: Bindings): void {
  const all = [...faults(flow, bindings)]
  const first = all[0]
  if (!first) return
  const where = first.step === null ? file : `${file}, step "${first.step}"`
  throw new AppError('flow-invalid', `${where}: ${first.reason}.`, {
    details: { file, step: first.step, reason: first.reason, faults: all },
  })
}
