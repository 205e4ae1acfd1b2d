// `npm run import -- run|undo|batches|dead-letters|replay|lineage|dictionary`: imports into the record, and what became of them.
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { userInfo } from 'node:os'
import type { Imports } from '../../knowledge/imports/index.js'
import { fingerprintOf } from '../../knowledge/imports/record/batches.js'
import { letterKinds, letterStates } from '../../knowledge/store/models/import-letter-model.js'
import { numberOption, optional, required, rounded, timed, usageError, type Given } from '../lib/command.js'
import { customerFile, jsonFile } from './file.js'
import { withImports } from './record.js'

const by = (given: Given): string => optional(given, 'by') ?? userInfo().username

type Batch = Awaited<ReturnType<Imports['run']>>

const shownBatch = ({ id, key, source, state, counts, by: who, startedAt, finishedAt, failure, undo }: Batch) => ({
  ...{ batch: id, key, source: source.name, kind: source.kind, state, ...counts, by: who },
  startedAt: startedAt.toISOString(),
  ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
  ...(failure !== undefined && { failure }),
  ...(undo && { undone: { by: undo.by, customers: undo.customers, kept: undo.kept, at: undo.at.toISOString() } }),
})

export async function run(given: Given): Promise<unknown> {
  const file = await customerFile(given)
  const content = await file.checksum()
  const { rules, options } = file
  const key = optional(given, 'key') ?? `file:${file.name}:${fingerprintOf({ content, rules, options })}`
  const source = { kind: 'file' as const, name: optional(given, 'source') ?? file.name }
  const { result, seconds, cpuSeconds, peakMemoryMb } = await timed(() =>
    withImports((imports) =>
      imports.run({
        ...{ key, source, content, rules, options, by: by(given), rows: file.rows },
        onProgress: (rows) => {
          if (process.stderr.isTTY) process.stderr.write(`\r${String(rows)} rows`)
        },
      }),
    ),
  )
  const rowsPerSecond = Math.round(result.counts.rows / Math.max(seconds, 0.001))
  return {
    ...shownBatch(result),
    seconds: rounded(seconds, 3),
    cpuSeconds,
    rowsPerSecond,
    peakMemoryMb,
    mapping: rules,
  }
}

export const undo = (given: Given): Promise<unknown> =>
  withImports(async (imports) => {
    const batch = await imports.undo(required(given, 'batch'), by(given))
    const kept = await imports.letters.list({ batch: batch.id, kind: 'later-edit', limit: 1_000 })
    return {
      ...shownBatch(batch),
      laterEdits: kept.flatMap(({ row, customer, problems }) =>
        problems.map(({ field, reason }) => ({ row, customer, field, reason })),
      ),
    }
  })

export const batches = (given: Given): Promise<unknown> =>
  withImports(async (imports) => {
    const id = optional(given, 'batch')
    if (id === undefined)
      return (await imports.batches.list(numberOption(given, 'limit', 20, 1, 1_000))).map(shownBatch)
    const batch = await imports.batches.need(id)
    return { ...shownBatch(batch), deadLetters: await imports.letters.count(id), ...batch.plan }
  })

/** One of a few words, or a usage error that lists them. */
function choice<T extends string>(given: Given, name: string, words: readonly T[]): T | undefined {
  const word = optional(given, name)
  const found = words.find((one) => one === word)
  if (word !== undefined && found === undefined) throw usageError(`--${name} must be one of ${words.join(', ')}.`)
  return found
}

export const deadLetters = (given: Given): Promise<unknown> =>
  withImports(async (imports) => {
    const { id: batch } = await imports.batches.need(required(given, 'batch'))
    const filter = { batch, state: choice(given, 'state', letterStates), kind: choice(given, 'kind', letterKinds) }
    const path = optional(given, 'out')
    if (path === undefined) {
      const limit = numberOption(given, 'limit', 100, 1, 10_000)
      return { ...(await imports.letters.count(batch)), letters: await imports.letters.list({ ...filter, limit }) }
    }
    const out = createWriteStream(path)
    let written = 0
    let after: number | undefined
    for (;;) {
      const page = await imports.letters.list({ ...filter, limit: 1_000, after })
      for (const letter of page) if (!out.write(`${JSON.stringify(letter)}\n`)) await once(out, 'drain')
      written += page.length
      after = page.at(-1)?.row
      if (page.length < 1_000) break
    }
    out.end()
    await once(out, 'finish')
    return { written, out: path }
  })

const isCells = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((cell) => typeof cell === 'string')

function repairOf(given: Given): Record<string, string> {
  const set = optional(given, 'set')
  if (set === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(set)
  } catch {
    throw usageError('--set is not valid JSON.')
  }
  if (isCells(value)) return value
  throw usageError('--set must be an object of texts: {"e-mail": "ann@example.com"}.')
}

export const replay = (given: Given): Promise<unknown> =>
  withImports(async (imports) => {
    const letter = optional(given, 'letter')
    if (letter !== undefined) return imports.replay(letter, repairOf(given))
    const batch = required(given, 'batch')
    const fixes = optional(given, 'fixes')
    const repairs = new Map<string, Record<string, string>>()
    for (const one of fixes === undefined ? [] : fixList(jsonFile(fixes))) repairs.set(one.letter, one.set)
    const counts = { new: 0, updated: 0, invalid: 0, closed: 0 }
    let after: number | undefined
    for (;;) {
      const page = await imports.letters.list({ batch, state: 'open', limit: 500, after })
      for (const { id } of page)
        if (fixes === undefined || repairs.has(id)) counts[(await imports.replay(id, repairs.get(id))).kind] += 1
      after = page.at(-1)?.row
      if (page.length < 500) return counts
    }
  })

function fixList(value: unknown): { letter: string; set: Record<string, string> }[] {
  if (!Array.isArray(value)) throw usageError('--fixes must hold a list of {"letter": …, "set": {…}}.')
  return value.map((one: { letter?: unknown; set?: unknown }, at) => {
    if (typeof one.letter === 'string' && isCells(one.set)) return { letter: one.letter, set: one.set }
    throw usageError(`--fixes: entry ${String(at + 1)} must be {"letter": …, "set": {…}} with texts only.`)
  })
}

export const lineage = (given: Given): Promise<unknown> =>
  withImports((imports) => imports.lineage(required(given, 'customer')))

export const dictionary = (given: Given): Promise<unknown> =>
  withImports(async (imports) => {
    const target = optional(given, 'target')
    if (target !== undefined) await imports.setOwner(target, typeof given['owner'] === 'string' ? given['owner'] : '')
    return imports.dictionary()
  })
