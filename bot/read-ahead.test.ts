import { describe, expect, it } from 'vitest'
import type { Understanding } from '../nlu/understanding.js'
import type { Conversation } from './domain/conversation.js'
import type { Customer } from './domain/customer.js'
import { emptyDialogue } from './domain/dialogue.js'
import type { CustomerId } from './domain/ids.js'
import type { StoredInbound } from './domain/inbound.js'
import { readAhead, usingAhead, type ReadingDeps } from './read-ahead.js'

const conversation = { locale: 'en', dialogue: emptyDialogue } as Conversation
const item = { customerId: 'cus_1' as CustomerId, text: 'hello' } as StoredInbound

/** Counts what is asked; the first `failures` answers of each kind fail. */
function open(failures = 0) {
  const asked = { record: 0, understanding: 0 }
  const answer = <T>(kind: keyof typeof asked, value: T): Promise<T> =>
    (asked[kind] += 1) <= failures ? Promise.reject(new Error('not now')) : Promise.resolve(value)
  const deps: ReadingDeps = {
    flows: new Map() as never,
    customers: { get: (id: CustomerId) => answer('record', { id } as Customer) },
    nlu: { understand: (text: string) => answer('understanding', { text } as Understanding) },
  }
  return { asked, deps }
}

const context = { language: 'en', expectedIntents: [] } as const
const nextRound = () => new Promise((resolve) => setImmediate(resolve))

describe('what a turn asks for first', () => {
  it('is begun before the turn, and not asked again by it', async () => {
    const { asked, deps } = open()
    const ahead = readAhead(conversation, item, deps)
    await nextRound()
    expect(asked).toEqual({ record: 1, understanding: 1 })
    const { customers, nlu } = usingAhead(deps, item, ahead)
    expect(await customers.get(item.customerId)).toEqual({ id: 'cus_1' })
    expect(await nlu.understand('hello', context)).toEqual({ text: 'hello' })
    expect(asked).toEqual({ record: 1, understanding: 1 })
  })

  it('is asked anew when the turn is computed again', async () => {
    const { asked, deps } = open()
    const { customers, nlu } = usingAhead(deps, item, readAhead(conversation, item, deps))
    for (let race = 0; race < 2; race += 1) {
      await customers.get(item.customerId)
      await nlu.understand('hello', context)
    }
    expect(asked).toEqual({ record: 2, understanding: 2 })
  })

  it('is asked anew when the conversation or the record is another one meanwhile', async () => {
    const { asked, deps } = open()
    const { customers, nlu } = usingAhead(deps, item, readAhead(conversation, item, deps))
    await nextRound()
    await customers.get('cus_2' as CustomerId)
    await nlu.understand('hello', { language: 'en', expectedIntents: ['affirm', 'deny', 'stop'] })
    await nlu.understand('hello', { language: 'zh', expectedIntents: [] })
    expect(asked).toEqual({ record: 2, understanding: 3 })
  })

  it('is asked anew when it failed', async () => {
    const { deps } = open(1)
    const ahead = readAhead(conversation, item, deps)
    await nextRound()
    const { customers, nlu } = usingAhead(deps, item, ahead)
    expect(await customers.get(item.customerId)).toEqual({ id: 'cus_1' })
    expect(await nlu.understand('hello', context)).toEqual({ text: 'hello' })
  })
})
