// `npm run predict`: what it prints of a table, for people who read and programs that parse.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { seededRandom } from '../knowledge/learning/random.js'
import { main } from './predict.js'

let folder: string
let plain: string
let noise: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-predict-'))
  const random = seededRandom(5)
  const table = (labelOf: (one: number, other: number) => boolean): string => {
    const rows = Array.from({ length: 240 }, () => {
      const [one, other] = [random(), random()]
      return `${one.toFixed(4)},${other.toFixed(4)},${labelOf(one, other) ? 'yes' : 'no'}`
    })
    return ['visits,orders,left', ...rows, ''].join('\n')
  }
  ;[plain, noise] = ['plain.csv', 'noise.csv'].map((name) => join(folder, name)) as [string, string]
  await writeFile(
    plain,
    table((one, other) => one + other > 1),
  )
  await writeFile(
    noise,
    table(() => random() < 0.5),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

async function printed(...args: string[]): Promise<Record<string, unknown>> {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await main([...args, '--label', 'left', '--folds', '3', '--json'])
  return JSON.parse(String(said.mock.calls[0]?.[0])) as Record<string, unknown>
}

it('says what there is to learn, with a verdict in both languages', async () => {
  expect(await printed('eval', '--data', plain)).toMatchObject({
    ...{ rows: 240, yes: 'yes', columns: 2, signal: 'strong' },
    verdict: {
      kind: 'well-fitted',
      words: {
        en: expect.stringMatching(/^Well fitted/) as string,
        zh: expect.stringMatching(/\p{Script=Han}/u) as string,
      },
    },
    models: Array.from(
      { length: 4 },
      () => expect.objectContaining({ prepared: expect.any(Array) as unknown }) as unknown,
    ),
  })
})

it('says that labels of noise hold no signal', async () => {
  expect(await printed('eval', '--data', noise)).toMatchObject({
    ...{ signal: 'none', message: expect.stringMatching(/^No signal/) as string, strongestFeatures: [] },
    verdict: { kind: 'no-signal' },
  })
})

it('draws learning and validation curves, point by point', async () => {
  const found = await printed('curves', '--data', plain, '--model', 'decision tree')
  const learning = found['learning'] as { model: string; rows: number; unseenLogLoss: number }[]
  expect(learning.map(({ rows }) => rows)).toEqual([20, 40, 80, 160])
  expect(learning.at(-1)?.unseenLogLoss).toBeLessThan(learning[0]?.unseenLogLoss ?? 0)
  const validation = found['validation'] as { setting: string; value: number; verdict: string; best: boolean }[]
  expect(validation.map(({ value }) => value)).toEqual([2, 4, 8, 16, 64, 256])
  expect(validation.filter(({ best }) => best)).toHaveLength(1)
  expect(validation[0]).toMatchObject({ setting: 'leaves', verdict: 'under-fitting' })
  expect(found['verdicts']).toEqual([
    expect.objectContaining({ model: 'decision tree', zh: expect.stringMatching(/\p{Script=Han}/u) as string }),
  ])
}, 120_000)

it('names a model that there is not', async () => {
  const complained = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await main(['curves', '--data', plain, '--label', 'left', '--model', 'oracle'])
  expect(complained.mock.calls[0]?.[0]).toContain('--model must be one of logistic regression, boosted trees')
  expect(process.exitCode).toBe(2)
})
