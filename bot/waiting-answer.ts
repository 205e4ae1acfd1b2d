// What a message means while the bot does not own the conversation: nothing for the bot to say, with two exceptions in the queue.
import type { Conversation } from './domain/conversation.js'
import { emptyDialogue } from './domain/dialogue.js'
import type { StoredInbound } from './domain/inbound.js'
import type { LocalizedText } from './domain/locale.js'
import { asksForBot } from './engine/lexicon.js'
import { transition } from './handoff/transitions.js'
import type { TurnAnswer } from './turn-record.js'

const welcomeBack: LocalizedText = {
  en: 'You are talking to the bot again. What can I do for you?',
  zh: '您已回到机器人客服，请问有什么可以帮您？',
}
const emailNoted: LocalizedText = {
  en: 'Thank you. A person will answer to that e-mail address. You may close this window; your place in the queue is kept.',
  zh: '谢谢，客服会通过该邮箱回复您。您可以关闭窗口，排队位置会保留。',
}

// Deliberately simple: what is found is offered to a person, who will see it.
const email = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.\p{L}{2,24}/u

const quiet = (conversation: Conversation): TurnAnswer => ({
  author: { kind: 'system' },
  replies: [],
  events: [],
  receipt: { flow: null, step: null, outcome: 'not-bot', commands: [`owner:${conversation.owner}`], read: [] },
})

function backToBot(conversation: Conversation, now: Date): TurnAnswer {
  const back = transition(conversation, { kind: 'return' }, now)
  if (back.kind !== 'changed') return quiet(conversation)
  return {
    author: { kind: 'bot' },
    replies: [{ text: welcomeBack[conversation.locale] }],
    // What was proven and complained about stays; questions that were open before are over.
    dialogue: { ...emptyDialogue, ...conversation.dialogue, stack: [], misses: 0 },
    ownership: back.next,
    events: [{ type: 'handoff.returned', data: { by: 'customer', epoch: back.next.epoch } }],
    receipt: { flow: null, step: null, outcome: 'answered', commands: ['return-to-bot'], read: [] },
  }
}

function leaveEmail(conversation: Conversation, address: string, now: Date): TurnAnswer {
  const handOff = conversation.handOff ?? { reason: 'asked', requestedAt: now }
  const { owner, epoch } = conversation
  return {
    author: { kind: 'system' },
    replies: [{ text: emailNoted[conversation.locale] }],
    ownership: { owner, epoch, status: 'open', handOff: { ...handOff, contactEmail: address.toLowerCase() } },
    events: [{ type: 'contact.left', data: { kind: 'email' } }],
    receipt: { flow: null, step: null, outcome: 'not-bot', commands: ['leave-email'], read: [] },
  }
}

/** The message is always stored. The bot speaks only after the customer took the conversation back from the queue. */
export function waitingAnswer(conversation: Conversation, item: StoredInbound, now: Date): TurnAnswer {
  if (conversation.owner !== 'queue') return quiet(conversation)
  if (asksForBot(item.text)) return backToBot(conversation, now)
  const address = email.exec(item.text.normalize('NFKC'))?.[0]
  return address === undefined ? quiet(conversation) : leaveEmail(conversation, address, now)
}
