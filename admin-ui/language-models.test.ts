// Drafts, publishing and trying out, over a real database and the real engine with a small training set.
import { beforeAll, describe, expect, it } from 'vitest'
import { createAdminRecord, createKnowledge } from '../knowledge/index.js'
import {
  createUnderstander,
  openLiveModel,
  serializeModel,
  trainModel,
  trainingReportSchema,
  type SwappableUnderstander,
  type TrainingSet,
} from '../nlu/index.js'
import { pino } from 'pino'
import { fixedClock } from '../platform/clock.js'
import { withStore } from '../tests/support/test-store.js'
import type { Intent } from './api/ports.js'
import { createLanguageModels, type LanguageModels } from './language-models.js'

const store = withStore()
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
const signal = new AbortController().signal
const onProgress = () => undefined

/** On this thread: the set is small. */
const train = async (set: TrainingSet, options: { signal?: AbortSignal } = {}) => {
  const model = await trainModel(set, options)
  return { model, bytes: serializeModel(model) }
}

const intent = (name: string, en: readonly string[]): Intent => ({
  name,
  kind: 'answer',
  description: { en: '', zh: '' },
  answers: { en: ['x'], zh: [] },
  utterances: { en, zh: [] },
})
const hours = intent('opening-hours', [
  'when do you open',
  'what are your hours',
  'are you open on sunday',
  'opening hours',
])
const wrapping = intent('gift-wrapping', [
  'can you wrap it',
  'is there gift wrap',
  'wrap it as a gift',
  'gift wrapping',
])
const returns = intent('return-policy', ['can I return it', 'how do returns work', 'return policy', 'send it back'])
const outOfScope = { en: ['tell me a joke', 'who won the match'], zh: [] }

let models: LanguageModels
let versions: Parameters<typeof createLanguageModels>[0]['versions']
let answering: SwappableUnderstander
let record: ReturnType<typeof createAdminRecord>
let first: string

const understood = async (text: string) => (await answering.understand(text)).parts[0]?.candidates[0]?.intent

beforeAll(async () => {
  const knowledge = createKnowledge(store(), { clock })
  record = createAdminRecord(store(), clock)
  for (const one of [hours, wrapping]) await knowledge.intents.put(one)
  versions = knowledge.models('nlu', (stored) => trainingReportSchema.parse(stored))
  const opened = await openLiveModel(versions, {
    trainingSet: knowledge.intents.trainingSet,
    train,
    clock,
    log: pino({ enabled: false }),
  })
  first = opened.id
  answering = createUnderstander(opened.model, opened.id, { clock })
  models = createLanguageModels({ versions, answering, entities: async () => [], clock, train })
})

describe('the language models', () => {
  it('keep what the first version was trained from, once', async () => {
    await models.keepFirstSnapshot(record.intents, record.snapshots)
    await models.keepFirstSnapshot(record.intents, record.snapshots)
    const snapshot = await record.snapshots.get(first)
    expect(snapshot?.intents.map(({ name }) => name)).toEqual(['opening-hours', 'gift-wrapping'])
  })

  it('train a draft that does not answer, publish it, and go back', async () => {
    clock.advance(1000)
    const { version, report } = await models.train(
      { intents: [hours, wrapping, returns], outOfScope },
      { signal, onProgress },
    )
    expect(report.intents.map(({ intent: name, support }) => ({ name, support }))).toEqual([
      { name: 'opening-hours', support: 4 },
      { name: 'gift-wrapping', support: 4 },
      { name: 'return-policy', support: 4 },
    ])
    expect(await models.versions(10)).toMatchObject([
      { id: version, live: false, intents: 3, utterances: 12 },
      { id: first, live: true, intents: 2, utterances: 8 },
    ])
    expect(await understood('can I return it')).not.toBe('return-policy')
    expect((await models.understand(version, 'can I return it')).parts[0]?.candidates[0]?.intent).toBe('return-policy')
    expect(await models.nearest(version, 'can I return it')).toEqual([])
    const curves = await models.curves(version)
    expect(curves?.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(12)
    expect(curves?.outOfScope.sentences).toBe(2)
    expect(await models.curves('mdl_unheard')).toBeUndefined()

    await models.publish(version)
    expect(await understood('can I return it')).toBe('return-policy')
    await models.publish(first)
    expect(await understood('can I return it')).not.toBe('return-policy')
  })

  it('follow what another process published', async () => {
    const [newest] = await models.versions(1)
    await createKnowledge(store(), { clock })
      .models('nlu', (stored) => trainingReportSchema.parse(stored))
      .setLive(newest?.id ?? '')
    expect(answering.version()).toBe(first)
    await models.follow()
    expect(answering.version()).toBe(newest?.id)
  })

  it('learn to find the values that were marked', async () => {
    const places = ['Berlin', 'Paris', 'Rome', 'Oslo', 'Lima', 'Cairo']
    const texts = places.map((place) => `deliver it to ${place} please`)
    const marks = texts.map((text, i) => ({
      text,
      entities: [{ entity: 'city', role: 'to', start: 14, end: 14 + (places[i]?.length ?? 0) }],
    }))
    const delivery = { ...intent('delivery', texts), marks }
    const { version } = await models.train({ intents: [hours, delivery], outOfScope }, { signal, onProgress })
    const { parts } = await models.understand(version, 'deliver it to Bonn please')
    expect(parts[0]?.entities).toContainEqual(expect.objectContaining({ name: 'city', role: 'to', text: 'Bonn' }))
  })

  it('name the intents that keep a training from beginning', async () => {
    const training = models.train({ intents: [hours, intent('empty-one', [])], outOfScope }, { signal, onProgress })
    await expect(training).rejects.toMatchObject({
      code: 'training-data-invalid',
      details: { reasons: ['empty-one: no utterances'] },
    })
  })

  it('lint the data as a whole, and the same data once', async () => {
    const material = { intents: [hours, { ...wrapping, utterances: hours.utterances }], outOfScope }
    const found = await models.lint(material)
    expect(found).toContainEqual(expect.objectContaining({ rule: 'conflicting', severity: 'error' }))
    expect(await models.lint(structuredClone(material))).toBe(found)
  })

  it('learn feeling from what customers rated', async () => {
    const reviews = ['it wobbles', 'came with a dent'].flatMap((bad) =>
      Array.from({ length: 20 }, (_, i) => ({ text: `${bad} ${String(i)}`, rating: 1 })),
    )
    const praises = Array.from({ length: 40 }, (_, i) => ({ text: `purrs along ${String(i)}`, rating: 5 }))
    const rated = async () => [...reviews, ...praises]
    const learning = createLanguageModels({ versions, answering, entities: async () => [], rated, clock, train })
    const { version } = await learning.train({ intents: [hours, wrapping], outOfScope }, { signal, onProgress })
    expect((await learning.understand(version, 'my lamp wobbles')).sentiment.polarity).toBe('negative')
    expect((await models.understand(first, 'my lamp wobbles')).sentiment.polarity).toBe('neutral')
  })

  it('are trained with the newest version at hand, whose sentence vectors need not be made again', async () => {
    clock.advance(1000)
    const given: (string | undefined)[] = []
    const watched = createLanguageModels({
      ...{ versions, answering, entities: async () => [], clock },
      train: async (set, options) => {
        given.push(options?.previous?.trainingHash)
        return train(set)
      },
    })
    const [newest] = await versions.list()
    const { version } = await watched.train({ intents: [hours, wrapping], outOfScope }, { signal, onProgress })
    expect((await versions.list())[0]?.id).toBe(version)
    await watched.train({ intents: [hours, wrapping, returns], outOfScope }, { signal, onProgress })
    expect(given).toEqual([newest?.trainingHash, (await versions.load(version))?.trainingHash])
  })

  it('store nothing of a training that was stopped', async () => {
    const before = await models.versions(10)
    const stopped = AbortSignal.abort(new Error('enough'))
    await expect(
      models.train({ intents: [hours, wrapping], outOfScope }, { signal: stopped, onProgress }),
    ).rejects.toThrow('enough')
    expect(await models.versions(10)).toEqual(before)
  })

  it('know no version of another name', async () => {
    await expect(models.publish('mdl_unknown')).rejects.toMatchObject({ code: 'not-found' })
    await expect(models.understand('mdl_unknown', 'hello')).rejects.toMatchObject({ code: 'not-found' })
  })
})
