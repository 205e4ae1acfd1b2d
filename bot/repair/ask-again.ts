// Ask again: an answer that cannot be used is named as such; after three in vain a person helps.
import type { LocalizedText } from '../domain/locale.js'
import { say, topFrame, type Draft } from '../engine/draft.js'
import { replaceTop } from '../engine/stack.js'
import type { Turn } from '../engine/turn-input.js'
import { handOff } from './hand-off.js'

export const maxAttempts = 3

const stuck: LocalizedText = {
  en: 'We are not getting anywhere with this question, and I am sorry about that.',
  zh: '抱歉，这个问题我们一直没能说清楚。',
}

export async function askAgain(draft: Draft, turn: Turn, reason: LocalizedText | undefined): Promise<void> {
  const attempts = (topFrame(draft.dialogue)?.attempts ?? 0) + 1
  draft.dialogue = replaceTop(draft.dialogue, { attempts })
  draft.events.push({ type: 'intent.missed', data: { attempts, flow: topFrame(draft.dialogue)?.flow } })
  if (attempts >= maxAttempts) {
    say(draft, { text: stuck[turn.locale] })
    draft.commands.push('hand-off:question-unanswered')
    await handOff(draft, turn, 'question-unanswered')
    return
  }
  if (reason) draft.notice = reason
}
