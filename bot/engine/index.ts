// Door of the engine: one message in, the whole answer out. Reads the shop and changes it only through idempotent actions.
import type { Part } from '../../nlu/understanding.js'
import type { DialogueState } from '../domain/dialogue.js'
import type { IntentAnswer } from '../ports.js'
import { decide } from './decide.js'
import { newDraft, topFrame, type Draft } from './draft.js'
import { openQuestion, putQuestion } from './open-question.js'
import { plan } from './plan.js'
import { inOtherLanguage, replyLocale } from './reply-language.js'
import type { Situation } from './situation.js'
import { currencyOf, type EngineDeps, type Turn, type TurnInput } from './turn-input.js'

export type { Draft as Decision, DraftEvent } from './draft.js'
export type { EngineDeps, TurnInput } from './turn-input.js'
export { replyLocale } from './reply-language.js'

const remembered = 5

async function intentsFor(
  part: Part,
  dialogue: DialogueState,
  deps: EngineDeps,
): Promise<ReadonlyMap<string, IntentAnswer>> {
  const names = new Set([
    ...(part.kind === 'understood' ? [part.intent] : part.kind === 'ambiguous' ? part.intents : []),
    ...(dialogue.clarifying ?? []),
  ])
  const found = await Promise.all([...names].map((name) => deps.answers.intent(name)))
  return new Map(found.flatMap((intent) => (intent ? [[intent.name, intent] as const] : [])))
}

async function situationOf(part: Part, draft: Draft, turn: Turn): Promise<Situation> {
  const question = openQuestion(draft.dialogue, turn)
  return {
    part,
    answer: { text: part.text, entities: part.entities, offset: part.span.start },
    dialogue: draft.dialogue,
    ...(question && { question }),
    intents: await intentsFor(part, draft.dialogue, turn.deps),
    flows: turn.deps.flows,
    locale: turn.locale,
    currency: currencyOf(turn),
    otherLanguage: inOtherLanguage(turn.understanding),
    alone: turn.understanding.parts.length === 1,
  }
}

function remember(draft: Draft, part: Part): void {
  if (part.kind !== 'understood') return
  draft.events.push({
    type: 'intent.recognised',
    data: { intent: part.intent, confidence: part.confidence, entities: part.entities.map(({ name }) => name) },
  })
  const lastIntents = [part.intent, ...draft.dialogue.lastIntents.filter((intent) => intent !== part.intent)]
  draft.dialogue = { ...draft.dialogue, lastIntents: lastIntents.slice(0, remembered) }
}

/** An open clarifying question is over after one message, whatever the message was. */
function withoutClarifying(after: DialogueState, before: DialogueState): DialogueState {
  if (after.clarifying === undefined || after.clarifying !== before.clarifying) return after
  const { clarifying: _, ...rest } = after
  return rest
}

/**
 * Answers one message. All its parts are dealt with in order; a question that is still open is put last, once.
 * Rejects when a lookup fails or a flow runs in circles (`step-limit`).
 */
export async function respond(input: TurnInput, deps: EngineDeps): Promise<Draft> {
  const before = input.conversation.dialogue
  const turn: Turn = { ...input, deps, locale: replyLocale(input.understanding, input.conversation.locale) }
  const draft = newDraft(before)
  for (const part of input.understanding.parts) {
    // Once a person was asked for, the bot says no more.
    if (draft.handOff) break
    const command = plan(await situationOf(part, draft, turn))
    remember(draft, part)
    await decide(draft, turn, command)
  }
  draft.dialogue = withoutClarifying(draft.dialogue, before)
  if (!draft.handOff && draft.outcome !== 'clarified') await putQuestion(draft, turn)
  if (draft.replies.length === 0 && topFrame(draft.dialogue) === undefined)
    await decide(draft, turn, { kind: 'cannot-handle' })
  return draft
}

/** Intents that the open question makes likely; they win near ties. */
export function expectedIntents(dialogue: DialogueState, deps: Pick<EngineDeps, 'flows'>): readonly string[] {
  const frame = topFrame(dialogue)
  const flow = frame && deps.flows.get(frame.flow)
  const step = frame && flow?.steps[frame.step]
  if (!step) return []
  return 'confirm' in step ? ['affirm', 'deny', 'stop'] : ['stop', frame.flow]
}
