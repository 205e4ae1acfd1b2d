// What the engine is given for one turn, and what it needs from the outside.
import type { Log } from '../../platform/log.js'
import type { Understanding } from '../../nlu/understanding.js'
import type { Conversation } from '../domain/conversation.js'
import type { Customer } from '../domain/customer.js'
import type { StoredInbound } from '../domain/inbound.js'
import type { Locale } from '../domain/locale.js'
import type { Flows } from '../flows/schema.js'
import type { Answers, Articles, Desk, Orders, Products, Shop } from '../ports.js'

export interface EngineDeps {
  orders: Orders
  articles: Articles
  products: Products
  desk: Desk
  answers: Answers
  shop: Shop
  flows: Flows
  log: Log
}

export interface TurnInput {
  conversation: Conversation
  /** The shared record; absent when it could not be found. */
  customer?: Customer
  inbound: StoredInbound
  understanding: Understanding
  now: Date
}

/** A turn under way: the input, the outside, and the language of the answer. */
export interface Turn extends TurnInput {
  deps: EngineDeps
  locale: Locale
}

/** ISO 4217: of amounts that name none. */
export const currencyOf = ({ deps }: Pick<Turn, 'deps'>): string => deps.shop.currency ?? 'EUR'
