// Digress: something else comes up while a question is open. It is dealt with first, then the question is asked again.
import type { Draft } from '../engine/draft.js'
import type { OpenQuestion } from '../engine/open-question.js'

/** Remembers that the open question was interrupted, so that it is taken up with a word of transition. */
export function digress(draft: Draft, question: OpenQuestion, to: string): void {
  draft.interrupted = true
  draft.commands.push(`digress:${question.flow.flow}>${to}`)
  draft.events.push({ type: 'flow.interrupted', data: { flow: question.flow.flow, by: to } })
}
