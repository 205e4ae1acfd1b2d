// Analyses of versions: one at a time, kept with the version, over a real database. The analysis itself is nlu's.
import { beforeEach, describe, expect, it } from 'vitest'
import { createAdminRecord } from '../knowledge/index.js'
import type { VersionAnalysis, VersionComparison } from '../nlu/evaluation/version-analysis.js'
import { fixedClock } from '../platform/clock.js'
import { AppError } from '../platform/errors.js'
import { emptyStore, withStore } from '../tests/support/test-store.js'
import { createVersionAnalyses, type VersionAnalysesDeps } from './version-analyses.js'

const store = withStore()
const analysis: VersionAnalysis = {
  ...{ format: 1, encoders: [] },
  learning: { points: [{ rows: 4, accuracy: 0.5 }], moreExamples: [] },
  robustness: { sentences: 4, accuracy: 1, kinds: [{ kind: 'typos', accuracy: 0.75, changed: 4 }] },
}
const comparison: VersionComparison = {
  ...{ format: 1, encoders: [], sentences: 4, accuracyA: 0.5, accuracyB: 1, onlyA: 0, onlyB: 2, pValue: 0.5 },
  ...{ verdict: 'no-difference-shown', differences: [] },
}

const snapshots = () => createAdminRecord(store(), fixedClock(new Date('2026-03-01T10:00:00Z'))).snapshots
const analyses = (change: Partial<VersionAnalysesDeps> = {}) =>
  createVersionAnalyses({
    snapshots: snapshots(),
    encoders: () => ({}),
    analyse: async () => analysis,
    compare: async () => comparison,
    ...change,
  })
/** Goes on until it is stopped. */
const endless: VersionAnalysesDeps['analyse'] = (_set, { signal, onProgress } = {}) =>
  new Promise((_resolve, reject) => {
    onProgress?.(0.25)
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

beforeEach(async () => {
  await emptyStore(store())
  for (const [version, utterances] of [['mdl_1', ['a']] as const, ['mdl_2', ['a', 'b']] as const])
    await snapshots().insert({
      ...{ version, by: 'Tina', at: new Date() },
      intents: [
        { name: 'one', description: { en: '', zh: '' }, kind: 'answer', utterances: { en: utterances, zh: [] } },
      ],
      outOfScope: { en: [], zh: [] },
      report: { examples: 1, accuracy: 1, macroF1: 1, folds: 2, intents: [], confusions: [] },
    })
})

describe('analyses of a version', () => {
  it('are worked out once and kept, for every process', async () => {
    let asked = 0
    const one = analyses({
      analyse: async () => {
        asked++
        return analysis
      },
    })
    expect(await one.analysis('mdl_1')).toEqual({ state: 'none' })
    await one.analyse('mdl_1')
    await one.idle()
    await one.analyse('mdl_1')
    await one.idle()
    expect([await analyses().analysis('mdl_1'), asked]).toEqual([{ state: 'done', found: analysis }, 1])
    expect(await analyses().analysis('mdl_2')).toEqual({ state: 'none' })
    expect(await snapshots().get('mdl_1')).toMatchObject({ by: 'Tina' })
  })

  it('compare with another version: the other one first', async () => {
    const seen: number[] = []
    const one = analyses({
      compare: async (before, now) => {
        seen.push(...[before, now].map(({ intents }) => intents[0]?.utterances.length ?? 0))
        return comparison
      },
    })
    await one.compare('mdl_2', 'mdl_1')
    await one.idle()
    expect([await one.comparison('mdl_2', 'mdl_1'), seen]).toEqual([{ state: 'done', found: comparison }, [1, 2]])
    expect(await one.comparison('mdl_1', 'mdl_2')).toEqual({ state: 'none' })
  })

  it('go on one at a time, say how far they are, and stop when told to', async () => {
    const one = analyses({ analyse: endless })
    await one.analyse('mdl_1')
    expect(await one.analysis('mdl_1')).toEqual({ state: 'running', progress: 0.25 })
    await one.analyse('mdl_1')
    await expect(one.compare('mdl_2', 'mdl_1')).rejects.toMatchObject({ code: 'conflict' })
    one.cancel()
    await one.idle()
    expect(await one.analysis('mdl_1')).toEqual({ state: 'cancelled' })
    await one.compare('mdl_2', 'mdl_1')
    await one.idle()
  })

  it('say why they failed, and can be asked for again', async () => {
    const refuse = () => Promise.reject(new AppError('encoder-failed', 'It does not run.'))
    const one = analyses({ analyse: refuse })
    await one.analyse('mdl_1')
    await one.idle()
    expect(await one.analysis('mdl_1')).toMatchObject({ state: 'failed', code: 'encoder-failed' })
    await expect(one.analyse('mdl_9')).rejects.toMatchObject({ code: 'not-found' })
  })
})
