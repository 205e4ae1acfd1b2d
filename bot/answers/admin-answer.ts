// Answers that admins wrote themselves, one of several in turn.
import { say, type Draft } from '../engine/draft.js'
import type { Turn } from '../engine/turn-input.js'

/** False when the intent has no answer in the language of the turn. */
export async function sayAdminAnswer(draft: Draft, turn: Turn, intent: string): Promise<boolean> {
  const answers = (await turn.deps.answers.intent(intent))?.answers?.[turn.locale] ?? []
  // By place in the conversation, so that a turn computed twice says the same and a repeated question hears another wording.
  const text = answers[turn.conversation.lastSeq % Math.max(1, answers.length)]
  if (text === undefined) return false
  say(draft, { text: text.replaceAll('{shop}', turn.deps.shop.name[turn.locale]) })
  draft.outcome = 'answered'
  return true
}
