// Products put forward, each with its reason; held back while somebody has a complaint or is upset.
import { z } from 'zod'
import type { SlotValue } from '../../domain/dialogue.js'
import type { Locale } from '../../domain/locale.js'
import type { Card } from '../../domain/message.js'
import { isVerified } from '../../engine/access.js'
import type { Turn } from '../../engine/turn-input.js'
import type { Suggestion } from '../../ports.js'
import { defineAction, textSlot, type ActionContext } from '../define.js'
import { skipped } from '../slots/read-slot.js'
import { formatMoney } from '../template.js'

const noArgs = z.strictObject({})
const shown = 3

const upset = ({ turn, dialogue }: ActionContext): boolean =>
  dialogue.openComplaint === true ||
  turn.understanding.sentiment.polarity === 'negative' ||
  turn.customer?.traits.some((trait) => trait.name === 'open-complaint' && trait.value === true) === true

/** What the record says about taste, only for those who proved who they are. */
const interests = (turn: Turn): readonly string[] =>
  isVerified(turn.conversation, turn.inbound)
    ? (turn.customer?.traits ?? []).flatMap(({ name, value }) =>
        name !== 'interests' ? [] : Array.isArray(value) ? (value as readonly string[]) : [String(value)],
      )
    : []

const said = (slots: Readonly<Record<string, SlotValue>>): readonly string[] =>
  ['category', 'activity', 'colour'].flatMap((name) => {
    const value = textSlot(slots, name)
    return value === undefined || value === skipped ? [] : [value]
  })

/** `known`: the message or the record says what it is for. */
export const adviceBegin = defineAction({
  outcomes: ['held-back', 'known', 'unknown'],
  sets: ['wish'],
  args: noArgs,
  async run(context) {
    if (upset(context)) return { outcome: 'held-back', read: ['customer.mood'] }
    if (said(context.slots).length > 0) return { outcome: 'known', set: { wish: context.turn.inbound.text } }
    return interests(context.turn).length > 0
      ? { outcome: 'known', read: ['customer.interests'] }
      : { outcome: 'unknown' }
  },
})

const viewLabel = { en: 'View', zh: '查看' }

const itemCard = ({ product, reason }: Suggestion, locale: Locale): NonNullable<Card['items']>[number] => ({
  kind: 'product',
  title: product.title[locale],
  subtitle: `${formatMoney(product.price, locale)} · ${reason[locale]}`,
  ...(product.imageUrl !== undefined && { imageUrl: product.imageUrl }),
  actions: [{ label: viewLabel[locale], url: `/products/${product.id}` }],
})

function cardOf(suggestions: readonly Suggestion[], locale: Locale): Card {
  return {
    kind: 'product',
    title: { en: 'Suggestions for you', zh: '为您推荐' }[locale],
    items: suggestions.map((suggestion) => itemCard(suggestion, locale)),
  }
}

const amountOf = (value: SlotValue | undefined): number | undefined =>
  typeof value === 'object' && 'amount' in value && typeof value['amount'] === 'number' ? value['amount'] : undefined

/** `over-budget`: nothing below the amount, so the nearest are shown and named as such. */
export const recommendProducts = defineAction({
  outcomes: ['shown', 'over-budget', 'none'],
  args: noArgs,
  async run({ turn, dialogue, slots }) {
    const { locale, deps, conversation } = turn
    const wishes = said(slots)
    const about = (wishes.length > 0 ? wishes : interests(turn)).join(' ')
    const words = textSlot(slots, 'wish') ?? ''
    const maxPrice = amountOf(slots['budget'])
    const ask = (limit: { maxPrice?: number }) =>
      deps.products.recommend(conversation.customerId, {
        limit: shown,
        ...(about !== '' && { about }),
        ...(words !== '' && { words }),
        ...limit,
      })
    const within = (await ask(maxPrice === undefined ? {} : { maxPrice })).filter(
      ({ product }) => maxPrice === undefined || product.price.amount <= maxPrice,
    )
    const suggestions = within.length > 0 || maxPrice === undefined ? within : await ask({})
    const first = suggestions[0]
    if (!first) return { outcome: 'none' }
    const recommendations = suggestions.map(({ product, score, reason, model }) => ({
      productId: product.id,
      title: product.title[locale],
      score,
      reason: reason[locale],
      model,
    }))
    return {
      outcome: within.length > 0 ? 'shown' : 'over-budget',
      card: cardOf(suggestions, locale),
      recommendations,
      remember: { focus: { ...dialogue.focus, product: first.product.id } },
      events: [
        {
          type: 'recommendation.shown',
          data: { products: recommendations.map(({ productId }) => productId), model: first.model },
        },
      ],
      read: ['customer.recommendations'],
    }
  },
})
