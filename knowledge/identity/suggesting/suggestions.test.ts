// The review queue over a real database: what is found, what is merged without asking, what stays decided, and rules behind a dry run.
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { fixedClock } from '../../../platform/clock.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { makePeople } from '../bench/people.js'
import { identityDesk } from '../identity-desk.js'
import { usualRules } from '../rules/usual-rules.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const day = 86_400_000

const record = (id: string, more: object) => ({
  _id: id,
  traits: [],
  counters: {},
  createdAt: start,
  updatedAt: start,
  ...more,
})

describe('suggestions', () => {
  let clock: ReturnType<typeof fixedClock>
  let desk: ReturnType<typeof identityDesk>
  const insert = (...records: object[]) => store().models.customers.insertMany(records as never)
  const open = () => desk.suggestions.list({ state: 'open', limit: 100 })
  const setRules = async (rules: unknown) => {
    const { id, version } = await desk.rules.dryRun(rules)
    return desk.rules.set(rules, { version, seen: id, by: 'eva' })
  }

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    desk = identityDesk(store(), clock)
  })

  it('suggests who shares an address, the verified record living on, and never merges what is not verified', async () => {
    await insert(
      record('visitor', { email: 'Mei@Example.com', createdAt: new Date(start.getTime() - day) }),
      record('mei', { number: 'C1', email: 'mei@example.com' }),
    )
    await setRules({ ...usualRules, keys: [{ field: 'email', mostRecords: 3, merges: true }] })
    expect(await desk.suggestions.run()).toEqual({ suggested: 1, merged: 0 })
    const { items } = await open()
    expect(items).toMatchObject([{ keep: 'mei', gone: 'visitor', evidence: { kind: 'rule', key: 'email' } }])
    expect(await desk.suggestions.accept(items[0]?.id ?? '', 'eva')).toMatchObject({ gone: 'visitor', state: 'done' })
    expect(await desk.suggestions.run()).toEqual({ suggested: 0, merged: 0 })
    expect((await desk.person('visitor' as CustomerId))?.records).toEqual(['mei', 'visitor'])
  })

  it('merges two verified records by a key where the rules say so, and asks where they do not', async () => {
    await insert(
      record('a', { number: 'C1', phone: '+1 555 010 0100' }),
      record('b', { number: 'C2', phone: '(555) 0100100' }),
    )
    expect(await desk.suggestions.run()).toEqual({ suggested: 1, merged: 0 })
    const rules = { ...usualRules, keys: [{ field: 'phone', mostRecords: 3, merges: true }] }
    const { wouldMerge } = await desk.rules.dryRun(rules)
    expect(wouldMerge).toMatchObject([{ keep: 'a', gone: 'b' }])
    await setRules(rules)
    expect(await desk.suggestions.run()).toEqual({ suggested: 0, merged: 1 })
    expect(await desk.merges.list(5)).toMatchObject([{ by: 'rules', evidence: { kind: 'rule', key: 'phone' } }])
  })

  it('finds an equal key less telling where everything else differs', async () => {
    const first = ['Ann', 'Bob', 'Cleo', 'Dirk', 'Eva', 'Finn', 'Gina', 'Hugo']
    const last = ['Adler', 'Brandt', 'Costa', 'Dupont', 'Eklund', 'Ferrari', 'Garcia', 'Hansen']
    const others = first.flatMap((given, i) =>
      last.map((family, j) =>
        record(`r${String(i)}${String(j)}`, {
          name: `${given} ${family}`,
          email: `${family}${String(i * 31)}@one.example`,
          phone: `+1 20${String(i)} 555 1${String(i)}${String(j)}7`,
        }),
      ),
    )
    await insert(
      ...others,
      record('other', { name: 'Zoe Quill', email: 'quill@two.example', phone: '+1 200 555 1007' }),
      record('same', { name: 'Bob Brandt', email: 'bobby@two.example', phone: '+1 201 555 1117' }),
    )
    await desk.suggestions.run()
    const pairs = new Map((await open()).items.map((pair) => [[pair.keep, pair.gone].sort().join(), pair.probability]))
    expect(pairs.get('other,r00')).toBeLessThan(0.9)
    expect(pairs.get('r11,same')).toBeGreaterThanOrEqual(0.95)
  })

  it('takes blocked values and values of too many records for no evidence', async () => {
    await insert(
      ...['a', 'b'].map((id) => record(id, { email: 'test@test.com' })),
      ...['c', 'd', 'e', 'f'].map((id) => record(id, { email: 'till@shop.example' })),
    )
    expect(await desk.suggestions.run()).toEqual({ suggested: 0, merged: 0 })
  })

  it('does not suggest again what was dismissed, and measures how right it was', async () => {
    await insert(...['a', 'b'].map((id) => record(id, { email: 'x@example.com' })))
    await insert(...['c', 'd'].map((id) => record(id, { email: 'y@example.com' })))
    await desk.suggestions.run()
    const [first, second] = (await open()).items
    await desk.suggestions.dismiss(first?.id ?? '', 'eva')
    await desk.suggestions.accept(second?.id ?? '', 'eva')
    await expect(desk.suggestions.dismiss(second?.id ?? '', 'eva')).rejects.toMatchObject({ code: 'conflict' })
    expect(await desk.suggestions.run()).toEqual({ suggested: 0, merged: 0 })
    expect(await desk.suggestions.measured(0.5)).toEqual({ decided: 2, precision: 0.5, recall: 1 })
  })

  it('finds people by likeness with the levels of each field, and takes back what is not found any more', async () => {
    const made = [...makePeople('western', 400)].slice(0, 400)
    await insert(
      ...made.map(({ cells: [given, family, , line1, city, postalCode] }, at) =>
        record(`p${String(at)}`, {
          name: `${given ?? ''} ${family ?? ''}`.trim(),
          address: {
            name: given ?? '',
            line1: line1 ?? '',
            city: city ?? '',
            postalCode: postalCode ?? '',
            country: 'US',
          },
        }),
      ),
    )
    await desk.suggestions.run()
    const { items, total } = await open()
    const pairs = items.filter(({ keep, gone }) => {
      const person = (id: string) => made[Number(id.slice(1))]?.person
      return person(keep) === person(gone)
    })
    expect(total).toBeGreaterThan(10)
    expect(pairs.length / items.length).toBeGreaterThan(0.9)
    expect(items[0]?.evidence).toMatchObject({ kind: 'likeness' })
    expect(items[0]?.evidence.fields?.map(({ level }) => level)).toContain('same')
    await store().models.customers.deleteMany({})
    clock.advance(1000)
    await desk.suggestions.run()
    expect((await open()).total).toBe(0)
  })

  it('changes rules only after a dry run of the same rules on the same version', async () => {
    await insert(record('a', { email: 'x@example.com' }), record('b', { email: 'x@example.com' }))
    const rules = { ...usualRules, keys: [] }
    const { id, version, dropped } = await desk.rules.dryRun(rules)
    expect(dropped).toHaveLength(1)
    await expect(desk.rules.set(rules, { version, seen: 'no', by: 'eva' })).rejects.toMatchObject({
      code: 'input-invalid',
    })
    await desk.rules.set(rules, { version, seen: id, by: 'eva' })
    expect(await desk.rules.get()).toEqual({ version: 1, rules })
    await expect(desk.rules.set(rules, { version, seen: id, by: 'tom' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(desk.rules.dryRun({ ...rules, keys: [{ field: 'shoe' }] })).rejects.toMatchObject({
      code: 'input-invalid',
      details: { field: 'keys.0.field' },
    })
  })

  it('says in a dry run which merged people would be shown otherwise', async () => {
    await insert(
      record('a', { number: 'C1', name: 'Mei' }),
      record('b', { number: 'C2', name: 'Mei Lin', createdAt: new Date(start.getTime() - day) }),
    )
    await desk.merges.merge({ keep: 'a' as CustomerId, gone: 'b' as CustomerId }, { kind: 'person' }, 'eva')
    const { shownOtherwise } = await desk.rules.dryRun({
      ...usualRules,
      survivors: { ...usualRules.survivors, name: 'longest' },
    })
    expect(shownOtherwise).toEqual([{ customerId: 'a', fields: ['name'] }])
    expect(await desk.conflicts(10)).toMatchObject([
      { customerId: 'a', conflicts: [{ field: 'number' }, { field: 'name' }] },
    ])
  })
})
