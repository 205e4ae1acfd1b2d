// The threads of the built server: transpiled file by file as the build does it, started from JavaScript.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

beforeAll(async () => {
  // Under node_modules, so that packages are found from there.
  folder = await mkdtemp(join(root, 'node_modules', '.kefu-threads-'))
  const found = await Promise.all(
    ['bot', 'knowledge', 'nlu', 'platform'].map(async (room) =>
      (await readdir(join(root, room), { recursive: true })).map((file) => `${room}/${file}`),
    ),
  )
  await build({
    absWorkingDir: root,
    entryPoints: found.flat().filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')),
    ...{ outdir: folder, outbase: '.', format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' },
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function answerOf(program: string): Promise<unknown> {
  const file = join(folder, 'program.mjs')
  await writeFile(file, `import { inWorker } from './platform/in-worker.js'\n${program}`)
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  return JSON.parse(stdout)
}

it('learn the model of a prediction', async () => {
  const answer = await answerOf(`
    const rows = (count, from) => ({
      matrix: { rows: count, columns: 2, values: Float64Array.from({ length: 2 * count }, (_, at) => ((at + from) * 7919) % 101) },
      labels: Uint8Array.from({ length: count }, (_, row) => (((2 * row + from) * 7919) % 101 > 50 ? 1 : 0)),
    })
    const from = new URL('./knowledge/predictions/live/train.js', import.meta.url).href
    const input = { learn: rows(200, 0), judge: rows(50, 400), old: undefined }
    const { kind, report } = await inWorker(from, './train-worker', input)
    console.log(JSON.stringify({ kind, ...report }))`)
  expect(answer).toMatchObject({ kind: 'trained', rows: 200, judgedRows: 50, signal: 'strong' })
}, 120_000)

it('rank the items of everybody', async () => {
  const answer = await answerOf(`
    const histories = Array.from({ length: 60 }, (_, customer) => ({
      items: Int32Array.of(customer % 2, 2 + (customer % 2), 4),
      weights: Float32Array.of(1, 1, 1),
      times: Float64Array.of(1, 2, 3),
    }))
    const texts = ['tent', 'boots', 'tent pegs', 'boot laces', 'lamp', 'stove']
    const from = new URL('./knowledge/recommendations/recommendations.js', import.meta.url).href
    const input = { most: 3, texts, popularity: Float32Array.of(1, 1, 1, 1, 2, 1), histories }
    const { model, item } = await inWorker(from, './rank-worker', input)
    console.log(JSON.stringify({ model, items: item.length }))`)
  expect(answer).toEqual({ model: expect.stringMatching(/^hybrid: 1\+ /) as string, items: 61 * 3 })
}, 120_000)

it('group customers by their purchases', async () => {
  const answer = await answerOf(`
    const numbers = (one, other) => Float64Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? one : other) + (at % 7))
    const from = new URL('./knowledge/segments/segment-desk.js', import.meta.url).href
    const input = { recencyDays: numbers(5, 300), orders: numbers(20, 1), spent: numbers(90_000, 2_000) }
    const { groups, of } = await inWorker(from, './groups-worker', input)
    console.log(JSON.stringify({ customers: of.length, named: groups.every(({ name }) => name.en !== '' && name.zh !== '') }))`)
  expect(answer).toEqual({ customers: 60, named: true })
}, 120_000)

it('foretell of many people', async () => {
  const answer = await answerOf(`
    import { featureNames } from './knowledge/features/features.js'
    import { packModel } from './knowledge/predictions/live/model-file.js'
    import { livelyRows } from './knowledge/predictions/live/testing/lively-model.js'
    const rows = livelyRows(120)
    const models = [packModel({ kind: 'decision tree', features: featureNames, ...rows })]
    const from = new URL('./knowledge/predictions/live/foretell.js', import.meta.url).href
    const [foretold] = await inWorker(from, './foretell-worker', { models, matrix: rows.matrix })
    console.log(JSON.stringify([foretold.length, foretold[0] > 0.7, foretold[1] < 0.3]))`)
  expect(answer).toEqual([120, true, true])
}, 120_000)
