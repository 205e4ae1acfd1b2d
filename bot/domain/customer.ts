// The shared customer record.
import type { ChannelIdentityId, CustomerId } from './ids.js'
import type { Locale } from './locale.js'

/** A fact about a customer that names where it came from. */
export interface Trait {
  name: string
  value: string | number | boolean | readonly string[]
  /** `import:<batch>`, `conversation:<id>`, `enrich:<rule>`, `seed`. */
  source: string
  at: Date
  /** 0 … 1; 1 is stated fact, less is derived. */
  confidence: number
}

export interface Address {
  name: string
  line1: string
  line2?: string
  city: string
  region?: string
  postalCode: string
  country: string
  phone?: string
}

export interface Customer {
  id: CustomerId
  /** The shop's number, shown to people: `C1001`. Absent for a stranger. */
  number?: string
  name?: string
  email?: string
  phone?: string
  locale?: Locale
  address?: Address
  traits: readonly Trait[]
  /** Last contact, first contact, number of conversations and messages. */
  counters: Readonly<Record<string, number>>
  createdAt: Date
  updatedAt: Date
}

export interface ChannelIdentity {
  id: ChannelIdentityId
  channel: string
  subject: string
  customerId: CustomerId
  state: 'verified' | 'asserted' | 'anonymous' | 'blocked'
  createdAt: Date
}
