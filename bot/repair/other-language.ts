// A message in a language the bot does not speak: said honestly, in both languages that it does.
import { say, type Draft } from '../engine/draft.js'

const text =
  'I am sorry, I only speak English and Chinese. Please write in one of them, or ask for a person.\n抱歉，我只会中文和英文。请用其中一种语言告诉我，或者转人工客服。'

export function otherLanguage(draft: Draft): void {
  draft.outcome = 'cannot-handle'
  draft.events.push({ type: 'intent.missed', data: { language: 'other' } })
  say(draft, {
    text,
    quickReplies: [
      { label: 'Talk to a person', value: 'Talk to a person' },
      { label: '转人工客服', value: '转人工客服' },
    ],
  })
}
