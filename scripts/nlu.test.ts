// The command line of the engine: what it prints, and how it refuses.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from './nlu.js'

let folder: string
let out: string[]
let err: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-nlu-'))
  out = []
  err = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line))
  vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line))
})
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = 0
  await rm(folder, { recursive: true })
})

const rows = (count: number): string =>
  Array.from({ length: count }, (_, i) => [
    { text: `book a table for ${i + 2} people`, intent: 'Book' },
    { text: `退掉第${i + 1}件衣服`, intent: '退货' },
    { text: `zebra ${'abcdefghij'[i % 10] ?? ''} nebula`, intent: 'oos' },
  ])
    .flat()
    .map((row) => JSON.stringify(row))
    .join('\n')

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('nlu eval', () => {
  it('prints one JSON document with all figures as fractions', async () => {
    const train = await file('train.jsonl', rows(12))
    const test = await file('test.jsonl', rows(5))
    await main(['eval', '--train', train, '--test', test, '--encoder', 'off', '--shots', '6', '--seed', '3', '--json'])
    const [line = '{}', ...more] = out
    expect(more).toEqual([])
    const figures = JSON.parse(line) as Record<string, unknown>
    expect(figures).toMatchObject({ encoders: [], intents: 2, trainRows: 24, testRows: 10, accuracy: 1, macroF1: 1 })
    expect(Object.keys(figures)).toEqual(
      expect.arrayContaining([
        'outOfScopeAuroc',
        'outOfScopeRecallAt5PercentRejection',
        'trainSeconds',
        'predictSeconds',
        'utterancesPerSecond',
      ]),
    )
  })

  it('refuses wrong rows, files, encoders and options in a sentence', async () => {
    const train = await file('train.jsonl', rows(3))
    const wrong = await file('wrong.jsonl', `${rows(1)}\n{"text":7,"intent":"a"}`)
    for (const [args, reason] of [
      [['--train', train], '--test is missing'],
      [['--train', train, '--test', join(folder, 'none')], 'there is no such file'],
      [['--train', wrong, '--test', train], 'wrong.jsonl, line 4: field "text"'],
      [['--train', train, '--test', train, '--encoder', 'wonder'], '"wonder"'],
      [['--train', train, '--test', train, '--shots', '0'], '--shots'],
    ] as const) {
      err = []
      await main(['eval', ...args])
      expect(err.join('\n')).toContain(reason)
      expect(process.exitCode).toBe(2)
    }
    expect(out).toEqual([])
  })
})

describe('nlu train', () => {
  it('writes a model and says how good it is', async () => {
    const train = await file('train.jsonl', rows(12))
    await main(['train', '--train', train, '--model', join(folder, 'm'), '--encoder', 'off', '--json'])
    expect(JSON.parse(out[0] ?? '{}')).toMatchObject({ file: join(folder, 'm', 'model.kefu'), accuracy: 1 })
  })
})

describe('nlu report and compare', () => {
  it('print what the training says of itself, and whether a difference is real', async () => {
    const train = await file('train.jsonl', rows(12))
    const test = await file('test.jsonl', rows(5))
    await main(['report', '--train', train, '--test', test, '--encoder', 'off', '--json'])
    expect(JSON.parse(out[0] ?? '{}')).toMatchObject({
      intents: 2,
      learningCurve: { points: expect.any(Array) as unknown },
      robustness: { accuracy: 1 },
    })
    await main(['compare', '--train', train, '--test', test, '--encoder', 'off', '--against', 'off', '--json'])
    expect(JSON.parse(out[1] ?? '{}')).toMatchObject({ sentences: 10, pValue: 1, verdict: 'no-difference-shown' })
  })
})
