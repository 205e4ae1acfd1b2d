// What a demo business hands over to fill an empty database. Plain objects in domain types, every id fixed, so seeding twice is harmless.
import type { Article, Order, Product } from '../../bot/domain/commerce.js'
import type { Address } from '../../bot/domain/customer.js'
import type { RecordEvent } from '../../bot/domain/event.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Locale, LocalizedText } from '../../bot/domain/locale.js'

export interface SeedCustomer {
  id: CustomerId
  /** `C1001` */
  number: string
  name: string
  email: string
  phone?: string
  locale: Locale
  address: Address
  createdAt: Date
}

export interface Review {
  id: string
  productId: string
  customerId: CustomerId
  /** 1 … 5 */
  rating: number
  text: string
  locale: Locale
  at: Date
}

/** An intent as admins keep it: what people say, and what answers it. */
export interface IntentDefinition {
  name: string
  description: LocalizedText
  /**
   * `flow`: starts the business flow of the same name; `article`: answered from the article `article`; `answer`: answered with one of
   * `answers`; `dialogue`: means something only to the dialogue itself (affirm, deny, stop, talk-to-person).
   */
  kind: 'flow' | 'article' | 'answer' | 'dialogue'
  article?: string
  answers?: Readonly<Record<Locale, readonly string[]>>
  utterances: Readonly<Record<Locale, readonly string[]>>
  /** Utterances in which values are marked; one entry a text. */
  marks?: readonly MarkedUtterance[]
}

/** Half-open ranges of UTF-16 code units of `text`, in order, without overlaps. */
export interface MarkedUtterance {
  text: string
  entities: readonly { entity: string; start: number; end: number; role?: string; value?: string }[]
}

/** Same shape as nlu's `EntityDefinition` (input side); server.ts hands it over, so knowledge needs no import of nlu. */
export type EntitySeed =
  | { kind: 'list'; name: string; fuzzy?: boolean; values: readonly { value: string; synonyms?: readonly string[] }[] }
  | { kind: 'pattern'; name: string; pattern: string; normalise?: string }

export interface SeedDataset {
  /** Changes when the content changes. */
  version: string
  shop: { name: LocalizedText; supportEmail: string; currency: string }
  customers: readonly SeedCustomer[]
  products: readonly Product[]
  orders: readonly Order[]
  /** Behaviour: product.viewed, product.searched, basket.added, order.placed, review.written. */
  events: readonly RecordEvent[]
  reviews: readonly Review[]
  articles: readonly Article[]
  intents: readonly IntentDefinition[]
  outOfScope: Readonly<Record<Locale, readonly string[]>>
  entities: readonly EntitySeed[]
}
