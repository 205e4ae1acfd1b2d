// Consent: what silence means, whose word counts, and what becomes of derived traits when a word is taken back.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { catalogue } from '../commerce/catalogue.js'
import { bumpRevision } from '../store/revisions.js'
import { purposes } from '../store/models/consent-model.js'
import { upkeep } from '../upkeep.js'
import { consentGate, silenceMeans } from './consent-gate.js'
import { consents } from './consents.js'
import { traitHistory } from './trait-history.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const [mei, tom] = ['mei', 'tom'] as [CustomerId, CustomerId]
const said = (state: 'granted' | 'denied', minutes = 0) => ({
  state,
  source: 'form',
  at: new Date(start.getTime() + minutes * 60_000),
})

describe('consent', () => {
  beforeEach(async () => {
    await emptyStore(store())
    const record = { traits: [], counters: {}, createdAt: start, updatedAt: start }
    await store().models.customers.insertMany([
      { _id: mei, ...record },
      { _id: tom, ...record },
    ] as never)
    await bumpRevision(store(), 'identities')
  })

  it.each(purposes)(
    'for %s counts as the table says when nothing was said, and is followed at once when something is',
    async (purpose) => {
      const [gate, own] = [consentGate(store()), consents(store())]
      const usually = silenceMeans[purpose] === 'unless-refused'
      const seen = async () => [
        await gate.may(mei, purpose),
        (await gate.mayAll(mei)).has(purpose),
        await gate.mayHandOver(mei, purpose),
      ]
      expect(await seen()).toEqual([usually, usually, false])
      await own.set(mei, purpose, said('granted'))
      expect(await seen()).toEqual([true, true, true])
      await own.set(mei, purpose, said('denied', 1))
      expect(await seen()).toEqual([false, false, false])
      expect(await gate.may(tom, purpose)).toBe(usually)
      expect(await own.of([mei])).toMatchObject([{ purpose, state: 'denied', history: [said('granted')] }])
    },
  )

  it('of a merged person is refused by the word of any record, for all of them, and only while they are one', async () => {
    const gate = consentGate(store())
    await consents(store()).set(tom, 'profiling', said('denied'))
    expect(await gate.may(mei, 'profiling')).toBe(true)
    await store().models.customers.updateOne({ _id: tom }, { $set: { mergedInto: mei } })
    await bumpRevision(store(), 'identities')
    expect(await gate.may(mei, 'profiling')).toBe(false)
    expect(await gate.refusedBy('profiling')).toEqual(new Set([mei, tom]))
    await store().models.customers.updateOne({ _id: tom }, { $unset: { mergedInto: 1 } })
    await bumpRevision(store(), 'identities')
    expect(await gate.may(mei, 'profiling')).toBe(true)
    expect(await gate.refusedBy('profiling')).toEqual(new Set([tom]))
    await expect(gate.refusedBy('marketing')).rejects.toThrow(RangeError)
  })

  it('loses no word when several are said at once', async () => {
    const own = consents(store())
    await Promise.all(
      Array.from({ length: 6 }, (_, place) =>
        own.set(mei, 'marketing', said(place % 2 === 0 ? 'granted' : 'denied', place)),
      ),
    )
    const [one] = await own.of([mei])
    const states = [...(one?.history ?? []), { state: one?.state }].map(({ state }) => state)
    expect(states.every((state, place) => place === 0 || state !== states[place - 1])).toBe(true)
  })

  it('taken back for profiling takes interests, mood and their history away, leaves the rest, and brings them back with a new word', async () => {
    const clock = fixedClock(new Date(start.getTime() + 3_600_000))
    const keeping = upkeep(store(), clock, catalogue(store(), clock))
    const event = (id: number, sentiment: number) => ({
      ...{ _id: `e${String(id)}`, type: 'message.received', customerId: mei, conversationId: 'cnv_1' },
      ...{ data: { language: 'en', sentiment }, at: new Date(start.getTime() + id * 60_000) },
    })
    const names = async () =>
      ((await store().models.customers.findById(mei).lean())?.traits ?? []).map(({ name }) => name)
    await store().models.events.insertMany([event(1, 0.5)] as never)
    await keeping.refresh(mei)
    await store().models.events.insertMany([event(2, -0.5)] as never)
    await keeping.refresh(mei)
    expect(await names()).toEqual(['preferred-language', 'sentiment', 'contact-effort'])
    const earlier = () => traitHistory(store()).of([mei], { name: 'sentiment', limit: 5 })
    expect((await earlier()).items).toMatchObject([{ name: 'sentiment', value: 0.5 }])

    await keeping.consents.set(mei, 'profiling', said('denied', 90))
    expect(await names()).toEqual(['preferred-language'])
    expect((await earlier()).items).toEqual([])
    await keeping.enrichment.rebuildAll()
    expect(await names()).toEqual(['preferred-language'])

    await keeping.consents.set(mei, 'profiling', said('granted', 99))
    expect(await names()).toEqual(['preferred-language', 'sentiment', 'contact-effort'])
  })
})

describe('the readers of personal data', () => {
  const root = join(import.meta.dirname, '..', '..')
  const sources = readdirSync(join(root, 'knowledge'), { recursive: true, encoding: 'utf8' })
    .map((path) => `knowledge/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

  it('are those that the page about consent lists', () => {
    const page = readFileSync(join(root, 'docs', 'consent.md'), 'utf8')
    const listed = new Set(
      [...page.matchAll(/^\| .*$/gm)].flatMap(([row]) => row.match(/knowledge\/[\w/-]+\.ts/g) ?? []),
    )
    const asking = sources.filter(({ text }) => text.includes("consent-gate.js'")).map(({ path }) => path)
    expect([...listed].sort()).toEqual(asking.sort())
  })

  it('look at what was said through the gate alone', () => {
    const looking = sources.filter(({ text }) =>
      /\bmodels\.consents\b|\bconsents\b[^=\n]*\} = store\.models/.test(text),
    )
    expect(looking.map(({ path }) => path).sort()).toEqual([
      'knowledge/customers/consent-gate.ts',
      'knowledge/customers/consents.ts',
    ])
  })
})
