// Each engine of the bench learns and answers; what a peer prints meanwhile is dropped in the bench, as its process is its own.
import { describe, expect, it, vi } from 'vitest'
import { smallSet } from '../../../nlu/testing/small-set.js'
import { allEngines } from '../engines.js'

const rows = smallSet.intents
  .slice(0, 4)
  .flatMap(({ name, utterances }) => utterances.map((text) => ({ text, intent: name })))
const peers = allEngines('no-such-folder').filter(({ name }) => !name.startsWith('kefu'))

describe.each(peers)('$name', ({ make }) => {
  it('learns four intents in both languages and is sure of what it read', async () => {
    vi.spyOn(console, 'log').mockReturnValue(undefined)
    const trained = await (await make()).train(rows, 1)
    const answers = await trained.answer(rows.map((row) => row.text))
    const right = answers.filter(({ intent }, i) => intent === rows[i]?.intent)
    expect(right.length / rows.length).toBeGreaterThan(0.6)
    for (const { score } of answers) expect(score).toBeGreaterThanOrEqual(0)
    expect(trained.modelBytes).toBeGreaterThan(0)
  })
})

it('nlp.js finds values of its lists at their places', async () => {
  const { nlpjsEngine } = await import('./nlpjs.js')
  const text = 'from Garching to Odeonsplatz'
  const find = await nlpjsEngine.learnSpans?.(
    [{ text, intent: 'route', entities: [{ entity: 'station', start: 5, end: 13 }] }],
    1,
  )
  expect(await find?.('when is the next train to garching')).toMatchObject([{ entity: 'station', start: 26, end: 34 }])
})
