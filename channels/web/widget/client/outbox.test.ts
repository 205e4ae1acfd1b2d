import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../testing/memory-storage.js'
import { createOutbox } from './outbox.js'
import { createStorage } from './storage.js'

const draft = (id: string, at: number) => ({ id, text: `text of ${id}`, at })

describe('the outbox', () => {
  it('gives messages back in the order they were written, within a millisecond and after a reload too', () => {
    const backing = memoryStorage()
    const before = createOutbox(createStorage(backing, 'kefu:'), 'visitor')
    before.add(draft('b', 1))
    before.add(draft('a', 1))
    before.add(draft('c', 0))
    const after = createOutbox(createStorage(backing, 'kefu:'), 'visitor')
    expect(after.all().map((each) => each.id)).toEqual(['b', 'a', 'c'])
    after.remove('b')
    expect(before.all().map((each) => each.id)).toEqual(['a', 'c'])
  })

  it('loses nothing when two tabs write at the same time', () => {
    const backing = memoryStorage()
    const tabs = [1, 2].map(() => createOutbox(createStorage(backing, 'kefu:'), 'visitor'))
    for (let at = 0; at < 20; at += 1) tabs[at % 2]?.add(draft(`m${String(at)}`, at))
    expect(tabs[0]?.all()).toHaveLength(20)
  })

  it("keeps one person's messages from another's", () => {
    const storage = createStorage(memoryStorage(), 'kefu:')
    createOutbox(storage, 'c:C1').add(draft('a', 1))
    expect(createOutbox(storage, 'c:C10').all()).toEqual([])
    expect(createOutbox(storage, 'visitor').all()).toEqual([])
  })

  it('moves what a stranger left unsent to who they turn out to be', () => {
    const storage = createStorage(memoryStorage(), 'kefu:')
    createOutbox(storage, 'visitor').add(draft('a', 1))
    createOutbox(storage, 'visitor').moveTo('c:C1')
    expect(createOutbox(storage, 'visitor').all()).toEqual([])
    expect(createOutbox(storage, 'c:C1').all()).toEqual([draft('a', 1)])
  })

  it.each([
    ['blocked', undefined],
    ['full', memoryStorage({ full: true })],
  ])('works for as long as the page lives when storage is %s', (_what, backing) => {
    const outbox = createOutbox(createStorage(backing, 'kefu:'), 'visitor')
    outbox.add(draft('a', 1))
    expect(outbox.all()).toEqual([draft('a', 1)])
    outbox.remove('a')
    expect(outbox.all()).toEqual([])
  })

  it('steps over entries that are damaged', () => {
    const backing = memoryStorage()
    backing.entries.set('kefu:out:visitor/000-x', '{"id":7}')
    backing.entries.set('kefu:out:visitor/001-y', 'not json')
    expect(createOutbox(createStorage(backing, 'kefu:'), 'visitor').all()).toEqual([])
  })
})
