// The Chinese benchmark keeps what its README promises.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { measureFeeling, readRated } from '../evaluation/bench/measure-feeling.js'
import { fold } from '../languages/fold.js'

const forms = ['plain', 'mixed', 'typo', 'run-on', 'traditional'] as const
const rowSchema = z.strictObject({ text: z.string().min(1), intent: z.string(), form: z.enum(forms).default('plain') })

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const rowsOf = (name: string) =>
  read(name)
    .trimEnd()
    .split('\n')
    .map((line) => rowSchema.parse(JSON.parse(line)))

const train = rowsOf('./train.jsonl')
const test = rowsOf('./test.jsonl')
const all = [...train, ...test]
const intents = Object.keys(z.record(z.string(), z.string()).parse(JSON.parse(read('./intents.json'))))
const countOf = (rows: typeof all, intent: string) => rows.filter((row) => row.intent === intent).length

describe('the Chinese feelings', () => {
  const rated = readRated(fileURLToPath(new URL('./feeling-zh.jsonl', import.meta.url)))

  it('are half of each kind, in both parts', () => {
    expect(rated).toHaveLength(300)
    for (const part of ['dev', 'test'])
      for (const polarity of ['negative', 'positive'])
        expect(rated.filter((row) => row.part === part && row.polarity === polarity)).toHaveLength(75)
  })

  const later = readRated(fileURLToPath(new URL('./feeling-zh-later.jsonl', import.meta.url)))

  it('are said once each', () => {
    const all = [...rated, ...later]
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length)
  })

  it('that nobody looked at are told apart by the word lists, too', () => {
    expect(later.filter(({ polarity }) => polarity === 'positive')).toHaveLength(30)
    expect(measureFeeling('later', later, 1)).toMatchObject({ rows: 60, unseenRows: 60 })
    expect(measureFeeling('later', later, 1).lists).toBeGreaterThan(65)
  })
})

describe('the Chinese benchmark', () => {
  it('has at least 40 intents of at least 25 rows, and 500 rows out of scope', () => {
    expect(intents.length).toBeGreaterThanOrEqual(40)
    for (const intent of intents) expect([intent, countOf(all, intent) >= 25]).toEqual([intent, true])
    expect(countOf(all, 'oos')).toBeGreaterThanOrEqual(500)
  })

  it('names no intent that is not described, and each of them in both files', () => {
    const known = new Set([...intents, 'oos'])
    expect(all.filter((row) => !known.has(row.intent))).toEqual([])
    for (const intent of known) for (const rows of [train, test]) expect(countOf(rows, intent)).toBeGreaterThan(0)
  })

  it('holds no row twice, not even but for case, width and punctuation', () => {
    const keys = all.map(({ text }) => fold(text).text.replace(/[\p{P}\p{S}\s]/gu, '') || text)
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  })

  it('has every form of writing for every intent, in both files', () => {
    for (const intent of intents)
      for (const form of forms)
        for (const rows of [train, test])
          expect([intent, form, rows.some((row) => row.intent === intent && row.form === form)]).toEqual([
            ...[intent, form],
            true,
          ])
  })

  it('writes the forms as it says', () => {
    for (const { text, form } of all) {
      if (form === 'mixed') expect(text).toMatch(/[A-Za-z]/)
      if (form === 'run-on') expect(text).not.toMatch(/[\s，。？！,.?!]/)
    }
  })
})
