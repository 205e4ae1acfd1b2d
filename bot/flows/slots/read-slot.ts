// Reads a slot's value from a message, or says in both languages what was wrong with it.
import type { Entity } from '../../../nlu/understanding.js'
import { assertNever } from '../../../platform/errors.js'
import type { SlotValue } from '../../domain/dialogue.js'
import type { Locale, LocalizedText } from '../../domain/locale.js'
import { shortAnswer } from '../../engine/lexicon.js'
import type { Slot } from '../schema.js'
import { readAddress } from './address.js'
import { choose, chooseMany, type Choice } from './choose.js'

export interface Answer {
  text: string
  entities: readonly Entity[]
  /** Where `text` begins in the message that entity spans refer to. */
  offset: number
}

export interface SlotContext {
  locale: Locale
  /** What the open question offered, in its order. */
  offered: readonly Choice[]
  /** ISO 4217, for amounts that name none. */
  currency: string
}

export type SlotReading =
  /** `sure`: recognised for what it is; otherwise any words would have done. */
  { kind: 'value'; value: SlotValue; sure: boolean } | { kind: 'unusable'; reason: LocalizedText }

/** The value of an optional slot that the customer has nothing for. */
export const skipped = '$none'

const value = (read: SlotValue, sure = true): SlotReading => ({ kind: 'value', value: read, sure })
const unusable = (en: string, zh: string): SlotReading => ({ kind: 'unusable', reason: { en, zh } })

/** Entities that a slot takes its value from. */
export const entityNames = (slot: Slot): readonly string[] =>
  slot.type === 'order-number' || slot.type === 'email' ? [slot.type, ...slot.entities] : slot.entities

const negated = /(?:\bnot|\bisn't|n't|不是|并非|而非)\s*$/iu

/** The entity that is meant: of "not A but B", B. */
export function meant(answer: Answer, names: readonly string[]): Entity | undefined {
  const found = answer.entities.filter((entity) => names.includes(entity.name))
  const kept = found.filter(
    (entity) =>
      !negated.test(
        answer.text.slice(
          Math.max(0, entity.span.start - answer.offset - 12),
          Math.max(0, entity.span.start - answer.offset),
        ),
      ),
  )
  return (
    kept.at(-1) ??
    (found.length > 1 ? found.at(-1) : undefined) ??
    (kept.length === found.length ? found[0] : undefined)
  )
}

function readText(answer: Answer, slot: Slot): SlotReading {
  const text = answer.text.trim()
  const length = [...text].length
  // A Chinese character says about as much as two letters.
  const weight = length + (text.match(/\p{Script=Han}/gu)?.length ?? 0)
  if (!/[\p{L}\p{N}]/u.test(text)) return unusable('I need that in words.', '请用文字告诉我。')
  if (slot.pattern !== undefined && !new RegExp(`^(?:${slot.pattern})$`, 'u').test(text.normalize('NFKC')))
    return unusable('That does not look right to me.', '这个格式好像不对。')
  if (weight < slot.min)
    return unusable('That is very short. A few words more would help.', '内容有点短，请再多写几个字。')
  return value(text.slice(0, 2000), false)
}

const minorDigits = (currency: string): number => {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** Amounts in a message are in whole units (80 euro); prices are kept in the smallest. */
const inMinor = (amount: number, currency: string) => ({
  amount: Math.round(amount * 10 ** minorDigits(currency)),
  currency,
})

function readMoney(answer: Answer, slot: Slot, currency: string): SlotReading {
  const money = meant(answer, ['money'])
  if (money) return value(slotValueOf(slot, money, currency))
  const number = meant(answer, ['number'])?.value
  if (typeof number === 'number' && number > 0) return value(inMinor(number, currency))
  return unusable('I am looking for an amount, for example 80.', '请告诉我一个金额，例如 500 元。')
}

/** The value of an entity as a slot keeps it. @param usual the currency of money that names none */
export function slotValueOf(slot: Slot, { value: found }: { value: SlotValue }, usual: string): SlotValue {
  if (slot.type !== 'money' || typeof found !== 'object' || !('amount' in found)) return found
  const { amount, currency = usual } = found
  return typeof amount === 'number' && typeof currency === 'string' ? inMinor(amount, currency) : found
}

function readOrderNumber(answer: Answer, context: SlotContext): SlotReading {
  const entity = meant(answer, ['order-number'])
  if (entity && typeof entity.value === 'string') return value(entity.value)
  const [first, ...others] = choose(answer.text, context.offered)
  if (first && others.length === 0) return value(first.value)
  return unusable(
    'I could not find an order number in that. It looks like NL-10023 and stands in your confirmation e-mail.',
    '我没有找到订单号。订单号的格式类似 NL-10023，可以在确认邮件里看到。',
  )
}

function readEmail(answer: Answer): SlotReading {
  const entity = meant(answer, ['email'])
  if (entity && typeof entity.value === 'string') return value(entity.value.toLowerCase())
  return answer.text.includes('@')
    ? unusable(
        'That e-mail address is not complete. It should look like name@example.com.',
        '这个邮箱地址不完整，应类似 name@example.com。',
      )
    : unusable('I need an e-mail address, such as name@example.com.', '请提供一个邮箱地址，例如 name@example.com。')
}

function readChoice(answer: Answer, slot: Slot, context: SlotContext): SlotReading {
  const entity = meant(answer, slot.entities)
  if (entity && (typeof entity.value === 'string' || typeof entity.value === 'number')) return value(entity.value)
  const [first, ...others] = choose(answer.text, context.offered)
  if (first && others.length === 0) return value(first.value)
  return unusable('Please pick one of these, or tell me in other words.', '请从下面选一个，或换个说法告诉我。')
}

function readItems(answer: Answer, context: SlotContext): SlotReading {
  const chosen = chooseMany(answer.text, context.offered)
  if (chosen.length > 0) return value(chosen.map((choice) => choice.value))
  return unusable(
    'I could not tell which item that is. Name it, give its place in the list, or say "all".',
    '我没看出是哪一件。请说商品名、第几件，或者说"全部"。',
  )
}

function readEntity(answer: Answer, slot: Slot, context: SlotContext): SlotReading {
  const chosen = readChoice(answer, slot, context)
  // Not in any list, but still an answer: the words themselves are what to look for.
  return chosen.kind === 'value' ? chosen : readText(answer, slot)
}

/** Expected outcome either way; never throws on what a customer may write. */
export function readSlot(slot: Slot, answer: Answer, context: SlotContext): SlotReading {
  const short = shortAnswer(answer.text)
  if (slot.optional && (short === 'skip' || short === 'no')) return value(skipped)
  switch (slot.type) {
    case 'order-number':
      return readOrderNumber(answer, context)
    case 'email':
      return readEmail(answer)
    case 'text':
      return readText(answer, slot)
    case 'money':
      return readMoney(answer, slot, context.currency)
    case 'choice':
      return readChoice(answer, slot, context)
    case 'items':
      return readItems(answer, context)
    case 'entity':
      return readEntity(answer, slot, context)
    case 'address': {
      const parts = readAddress(answer.text)
      if (Object.keys(parts).length > 0)
        return value({ ...parts }, parts.line1 !== undefined && parts.postalCode !== undefined)
      return unusable(
        'I need the new address: name, street and number, postal code and city.',
        '请告诉我新地址：收件人、街道门牌、邮编和城市。',
      )
    }
    case 'value':
      return unusable('', '')
    default:
      return assertNever(slot.type)
  }
}
