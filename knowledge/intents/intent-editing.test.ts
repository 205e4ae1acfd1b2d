import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import type { IntentDefinition } from '../seed/dataset.js'
import { readRevision } from '../store/revisions.js'
import { intentEditing } from './intent-editing.js'
import { intents } from './intents.js'

const store = withStore()
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))

const definition = (name: string, ...en: string[]): IntentDefinition => ({
  name,
  description: { en: name, zh: name },
  kind: 'answer',
  answers: { en: ['Yes.'], zh: ['是的。'] },
  utterances: { en, zh: [] },
})
const intent = async (name: string) => {
  const found = await intentEditing(store(), clock).get(name)
  if (found === undefined) throw new Error(`no intent ${name}`)
  return found
}
/** One step from what is there to these utterances. */
const step = async (name: string, ...en: string[]) => {
  const { version, ...before } = await intent(name)
  return { name, before: { ...before, version }, after: { ...before, utterances: { en, zh: [] } } }
}
const texts = async (name: string) => (await intent(name)).utterances.en

beforeEach(async () => {
  await emptyStore(store())
  await intents(store()).put(definition('refund', 'money back'))
  await intents(store()).put(definition('return', 'send it back', 'return this'))
})

describe('editing intents', () => {
  it('writes a change that spans two intents, and says so to those who keep intents in memory', async () => {
    const editing = intentEditing(store(), clock)
    const before = await readRevision(store(), 'intents')
    const steps = [await step('return', 'return this'), await step('refund', 'money back', 'send it back')]
    const change = await editing.apply({ kind: 'move', count: 1, by: 'Emma', steps })
    expect(change).toMatchObject({ kind: 'move', intents: ['return', 'refund'], count: 1, undone: false })
    expect([await texts('return'), await texts('refund')]).toEqual([['return this'], ['money back', 'send it back']])
    expect(await readRevision(store(), 'intents')).toBeGreaterThan(before)
  })

  it('keeps marked values with the utterance and hands them to the training', async () => {
    const editing = intentEditing(store(), clock)
    const before = await intent('refund')
    const { version: _, ...rest } = before
    const marks = [{ text: 'money back', entities: [{ entity: 'means', role: 'from', start: 0, end: 5 }] }]
    const change = await editing.apply({
      ...{ kind: 'mark', count: 1, by: 'Emma' },
      steps: [{ name: 'refund', before, after: { ...rest, marks } }],
    })
    expect((await intent('refund')).marks).toEqual(marks)
    expect((await intents(store()).trainingSet()).annotated).toEqual(marks)
    await editing.undo(change?.id ?? '', 'Emma')
    expect(await intent('refund')).not.toHaveProperty('marks')
    expect(await intents(store()).trainingSet()).not.toHaveProperty('annotated')
  })

  it('adds lists and patterns with a change, and takes them away with it', async () => {
    const editing = intentEditing(store(), clock)
    const size = { kind: 'list' as const, name: 'size', values: [{ value: 'large', synonyms: ['big'] }] }
    const sku = { kind: 'pattern' as const, name: 'sku', pattern: 'P-[0-9]+' }
    await editing.apply({ kind: 'import', count: 0, by: 'Emma', steps: [], entities: [size] })
    const other = { ...size, values: [{ value: 'small' }] }
    const change = await editing.apply({ kind: 'import', count: 0, by: 'Emma', steps: [], entities: [other, sku] })
    expect(await editing.entities()).toEqual([size, sku])
    await editing.undo(change?.id ?? '', 'Emma')
    expect(await editing.entities()).toEqual([size])
  })

  it('writes nothing when one of the intents was changed meanwhile', async () => {
    const editing = intentEditing(store(), clock)
    const stale = [await step('refund', 'money back', 'send it back'), await step('return', 'return this')]
    await editing.apply({
      kind: 'add',
      count: 1,
      by: 'Li',
      steps: [await step('return', 'new', 'send it back', 'return this')],
    })
    expect(await editing.apply({ kind: 'move', count: 1, by: 'Emma', steps: stale })).toBeUndefined()
    expect(await texts('refund')).toEqual(['money back'])
  })

  it('lets one of two editors win who write at the same moment', async () => {
    const editing = intentEditing(store(), clock)
    const steps = [await step('refund', 'one'), await step('refund', 'two')]
    const changes = await Promise.all(
      steps.map((own) => editing.apply({ kind: 'edit', count: 1, by: 'x', steps: [own] })),
    )
    expect(changes.filter((change) => change !== undefined)).toHaveLength(1)
    expect(await editing.changes(10)).toHaveLength(1)
  })

  it('undoes changes back to front, and a deleted intent comes back as it was', async () => {
    const editing = intentEditing(store(), clock)
    const first = await editing.apply({
      kind: 'add',
      count: 1,
      by: 'x',
      steps: [await step('refund', 'a', 'money back')],
    })
    const before = await intent('refund')
    const second = await editing.apply({
      kind: 'delete-intent',
      count: 2,
      by: 'x',
      steps: [{ name: 'refund', before, after: null }],
    })
    expect(await editing.get('refund')).toBeUndefined()
    expect(await editing.undo(second!.id, 'x')).toMatchObject({ kind: 'undo' })
    expect(await texts('refund')).toEqual(['a', 'money back'])
    expect(await editing.undo(first!.id, 'x')).toMatchObject({ kind: 'undo' })
    expect(await texts('refund')).toEqual(['money back'])
    expect(await editing.undo(first!.id, 'x')).toBe('conflict')
    expect(await editing.undo('chg_none', 'x')).toBeUndefined()
  })

  it('does not undo over what somebody else wrote since', async () => {
    const editing = intentEditing(store(), clock)
    const change = await editing.apply({ kind: 'edit', count: 1, by: 'x', steps: [await step('refund', 'a')] })
    await editing.apply({ kind: 'edit', count: 1, by: 'y', steps: [await step('refund', 'b')] })
    expect(await editing.undo(change!.id, 'x')).toBe('conflict')
    expect(await texts('refund')).toEqual(['b'])
  })

  it('adds sentences to what is out of scope, and takes only those away again', async () => {
    const editing = intentEditing(store(), clock)
    await editing.apply({ kind: 'not-ours', count: 1, by: 'x', steps: [], notOurs: { en: ['sing a song'], zh: [] } })
    const change = await editing.apply({
      kind: 'not-ours',
      count: 2,
      by: 'x',
      steps: [],
      notOurs: { en: ['sing a song', 'who won'], zh: ['唱首歌'] },
    })
    expect(await editing.outOfScope()).toEqual({ en: ['sing a song', 'who won'], zh: ['唱首歌'] })
    await editing.undo(change!.id, 'x')
    expect(await editing.outOfScope()).toEqual({ en: ['sing a song'], zh: [] })
  })

  it('counts the changes that still stand', async () => {
    const editing = intentEditing(store(), clock)
    const since = clock.now()
    clock.advance(1000)
    const change = await editing.apply({ kind: 'edit', count: 1, by: 'x', steps: [await step('refund', 'a')] })
    await editing.apply({ kind: 'edit', count: 1, by: 'x', steps: [await step('return', 'b')] })
    expect(await editing.changesSince(since)).toBe(2)
    await editing.undo(change!.id, 'x')
    expect(await editing.changesSince(since)).toBe(1)
  })

  it('carries out at the next start what a process that died had begun', async () => {
    const editing = intentEditing(store(), clock)
    const change = await editing.apply({ kind: 'edit', count: 1, by: 'x', steps: [await step('refund', 'a')] })
    // As it would stand in the database had the process died before writing the step.
    const kept = await store().models.intentChanges.findById(change!.id).lean()
    await store().models.intents.replaceOne({ _id: 'refund' }, kept!.steps[0]!.before!)
    await store().models.intentChanges.updateOne({ _id: change!.id }, { $set: { state: 'applying' } })
    expect(await editing.finishInterrupted()).toBe(0)
    clock.advance(120_000)
    expect(await editing.finishInterrupted()).toBe(1)
    expect(await texts('refund')).toEqual(['a'])
  })
})
