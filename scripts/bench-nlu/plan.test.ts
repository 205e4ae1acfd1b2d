import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { planCells, type PlanOptions } from './plan.js'

const shared = mkdtempSync(join(tmpdir(), 'kefu-bench-'))
afterAll(() => rmSync(shared, { recursive: true, force: true }))
mkdirSync(join(shared, 'data', 'nlu', 'snips-300'), { recursive: true })
writeFileSync(join(shared, 'data', 'nlu', 'snips-300', 'train.jsonl'), '')

const plan = (options: Partial<PlanOptions> = {}) =>
  planCells({ shared, only: [], chosen: [], quick: false, ...options })
const named = (options: Partial<PlanOptions>): string[] =>
  plan(options).cells.map((cell) => `${cell.kind === 'intents' ? cell.engine : cell.kind} ${cell.set}`)

describe('the plan of a run', () => {
  it('skips what is not on this machine, and says so', () => {
    const { cells, skipped } = plan()
    expect(new Set(cells.map(({ set }) => set))).toEqual(
      new Set(['snips-300', 'benchmark', 'feeling-zh', 'feeling-zh-later']),
    )
    expect(skipped).toEqual(
      ['clinc150', 'braun-chatbot', 'braun-askubuntu', 'better encoders', 'feeling-en'].map(
        (name) => expect.stringMatching(new RegExp(`^${name}: .* is not there`)) as string,
      ),
    )
  })

  it('takes sets and engines by name', () => {
    expect(named({ chosen: ['snips-300'], only: ['n-grams', 'wink'] })).toEqual([
      'kefu n-grams snips-300',
      'wink naive Bayes snips-300',
    ])
    expect(named({ chosen: ['at-work'] })).toEqual(['at-work snips-300'])
    expect(named({ only: ['wink'] })).toEqual(['wink naive Bayes snips-300', 'wink naive Bayes benchmark'])
  })

  it('is our own engines on our own benchmark when it has to be quick, with all rows only', () => {
    expect(named({ quick: true })).toEqual(['kefu n-grams benchmark', 'kefu small benchmark'])
    expect(plan({ quick: true })).toMatchObject({ skipped: [], cells: [{ shots: [] }, { shots: [] }] })
  })
})
