// What other rooms ask of this one: the file compiles only as long as the shapes fit.
import { describe, expect, it } from 'vitest'
import type * as ports from '../bot/ports.js'
import { systemClock } from '../platform/clock.js'
import { withStore } from '../tests/support/test-store.js'
import { createKnowledge } from './index.js'

interface Asked {
  inbox: ports.Inbox
  identities: ports.Identities
  conversations: ports.Conversations
  orders: ports.Orders
  products: ports.Products
  articles: ports.Articles
  customers: ports.Customers
  desk: ports.Desk
  intents: ports.Answers
  deliveries: ports.Deliveries
  firstContacts: ports.FirstContacts
  ratings: ports.Ratings
}

const store = withStore()

describe('the room', () => {
  it('gives the bot every port it asks for', () => {
    const given: Asked = createKnowledge(store(), { clock: systemClock })
    expect(Object.keys(given)).toEqual(expect.arrayContaining(['inbox', 'identities', 'jobsStore', 'enrichment']))
  })
})
