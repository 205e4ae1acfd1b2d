// Hand-off: the bot steps back, says so, and tells the truth about the wait.
import type { Locale, LocalizedText } from '../domain/locale.js'
import type { QuickReply } from '../domain/message.js'
import type { Desk } from '../ports.js'
import { say, type Draft } from '../engine/draft.js'
import type { Turn } from '../engine/turn-input.js'

type Standing = Awaited<ReturnType<Desk['standing']>>

/** Understood while a conversation waits in the queue: it takes the customer back to the bot. */
export const backToBot: LocalizedText = { en: 'Back to the bot', zh: '回到机器人' }

export const backToBotReply = (locale: Locale): QuickReply => ({ label: backToBot[locale], value: backToBot[locale] })

const passing: LocalizedText = {
  en: 'I am passing you to a person. They will see what we have talked about, so you need not repeat it.',
  zh: '我正在为您转接人工客服。客服能看到我们的对话，您无需重复。',
}

const minutes = (ms: number): number => Math.max(1, Math.round(ms / 60_000))

function placeInLine({ ahead }: Standing): LocalizedText {
  if (ahead === 0) return { en: 'You are next in line.', zh: '您是下一位。' }
  return ahead === 1
    ? { en: 'One conversation is ahead of you.', zh: '您前面还有 1 位客户。' }
    : { en: `${String(ahead)} conversations are ahead of you.`, zh: `您前面还有 ${String(ahead)} 位客户。` }
}

function expectation({ peopleOnline, typicalWaitMs }: Standing): LocalizedText {
  if (peopleOnline === 0)
    return {
      en: 'Nobody is at the desk right now, so I cannot promise when they will answer.',
      zh: '目前没有客服在线，我无法保证何时能回复您。',
    }
  if (typicalWaitMs === undefined)
    return { en: 'I cannot tell yet how long it will take.', zh: '目前还无法估计等待时间。' }
  const wait = minutes(typicalWaitMs)
  return {
    en: `Lately it has taken about ${String(wait)} minute${wait === 1 ? '' : 's'}.`,
    zh: `最近的等待时间约 ${String(wait)} 分钟。`,
  }
}

const leaveEmail: LocalizedText = {
  en: 'If you would rather not wait, write your e-mail address here and they will answer there.',
  zh: '如果不想等待，可以在这里留下邮箱，客服会通过邮件回复您。',
}

/** What there is to say about the wait; nothing in it is made up. */
export function waitWords(standing: Standing, locale: Locale): string {
  const join = locale === 'en' ? ' ' : ''
  return [placeInLine(standing), expectation(standing), leaveEmail].map((words) => words[locale]).join(join)
}

/** Marks the turn as a hand-off and tells the customer. The owner changes with the turn's own write. */
export async function handOff(draft: Draft, turn: Turn, reason: string): Promise<void> {
  draft.handOff = { reason }
  draft.outcome = 'handed-off'
  draft.dialogue = { ...draft.dialogue, stack: [], misses: 0 }
  await sayHandOff(draft, turn)
}

/** The words of a hand-off that is already marked. */
export async function sayHandOff(draft: Draft, turn: Turn): Promise<void> {
  const standing = await turn.deps.desk.standing(turn.conversation.id)
  const join = turn.locale === 'en' ? ' ' : ''
  say(draft, {
    text: passing[turn.locale] + join + waitWords(standing, turn.locale),
    quickReplies: [backToBotReply(turn.locale)],
  })
}
