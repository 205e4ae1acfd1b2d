// Cannot handle: the first miss asks for other words and offers what the bot can do, the second in a row brings a person.
import type { LocalizedText } from '../domain/locale.js'
import type { QuickReply } from '../domain/message.js'
import { say, type Draft } from '../engine/draft.js'
import type { Turn } from '../engine/turn-input.js'
import { handOff } from './hand-off.js'

const rephrase: LocalizedText = {
  en: 'I am sorry, I do not know the answer to that. Could you put it in other words, or pick one of these?',
  zh: '抱歉，这个问题我回答不了。您可以换个说法，或者从下面选一个。',
}
const again: LocalizedText = {
  en: 'I am sorry, I still do not understand, and I do not want to guess.',
  zh: '抱歉，我还是没有理解，也不想随便猜测。',
}
const person: LocalizedText = { en: 'Talk to a person', zh: '转人工客服' }

const usual = ['order-status', 'return-item', 'shipping-cost', 'product-advice']

/** What the model thought likeliest first, then what people usually want. */
async function suggestions(turn: Turn): Promise<readonly QuickReply[]> {
  const likely = turn.understanding.parts
    .flatMap((part) => part.candidates)
    .filter(({ confidence }) => confidence >= 0.1)
    .slice(0, 2)
    .map(({ intent }) => intent)
  const names = [...new Set([...likely, ...usual])]
  const found = await Promise.all(names.map((name) => turn.deps.answers.intent(name)))
  const labels = found.flatMap((intent) =>
    intent && (intent.kind === 'flow' || intent.kind === 'article') ? [intent.description[turn.locale]] : [],
  )
  return [...labels.slice(0, 3), person[turn.locale]].map((label) => ({ label, value: label }))
}

/** Says so openly; never guesses. */
export async function cannotHandle(draft: Draft, turn: Turn): Promise<void> {
  const misses = draft.dialogue.misses + 1
  draft.dialogue = { ...draft.dialogue, misses }
  draft.events.push({ type: 'intent.missed', data: { misses, language: turn.understanding.language } })
  if (misses >= 2) {
    say(draft, { text: again[turn.locale] })
    draft.commands.push('hand-off:not-understood')
    await handOff(draft, turn, 'not-understood')
    return
  }
  draft.outcome = 'cannot-handle'
  say(draft, { text: rephrase[turn.locale], quickReplies: await suggestions(turn) })
}
