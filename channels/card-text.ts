// A card in plain words, for channels that cannot draw one (email, SMS-like, the terminal).
import type { Card, Citation } from '../bot/domain/message.js'
import type { LocalizedText, Locale } from '../bot/domain/locale.js'

const sourceWord: LocalizedText = { en: 'Source', zh: '来源' }

const actionLine = (action: NonNullable<Card['actions']>[number]): string =>
  action.url === undefined ? `- ${action.label}` : `- ${action.label}: ${action.url}`

function oneCard(card: Omit<Card, 'items'>): string {
  const heading = card.subtitle === undefined ? card.title : `${card.title}\n${card.subtitle}`
  const facts = (card.facts ?? []).map((fact) => `${fact.label}: ${fact.value}`)
  return [heading, ...facts, ...(card.actions ?? []).map(actionLine)].join('\n')
}

/** Everything the card says except its pictures; the items of a carousel are numbered. */
export function fallbackText(card: Card): string {
  const items = (card.items ?? []).map((item, index) => `${String(index + 1)}. ${oneCard(item)}`)
  return [oneCard(card), ...items].join('\n\n')
}

export const citationText = (citation: Citation, locale: Locale): string =>
  `${sourceWord[locale]}: ${citation.title} (${citation.url})`
