// How the cost of matching grows: made-up people by the ten thousand to the million, matched as a whole and looked up one by one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { link, readPairs, readRecords, scoreLinkage } from '../../knowledge/identity/bench/evaluate-files.js'
import { peopleColumns, type People } from '../../knowledge/identity/bench/people.js'
import { openLookup } from '../../knowledge/identity/linkage/lookup.js'
import { numberList, optional, rounded, timed, usageError, type Given } from '../lib/command.js'
import { writeBetween } from '../lib/write-between.js'
import { writeSample } from './sample.js'

const lookups = 2_000

async function measure(kind: People, count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-bench-identity-'))
  const paths = { records: join(folder, 'records.csv'), pairs: join(folder, 'pairs.csv') }
  try {
    const { later, people } = await writeSample(kind, count, paths, lookups)
    const linking = await timed(async () => {
      const file = await readRecords(paths.records)
      return { file, linkage: link(file) }
    })
    const { file, linkage } = linking.result
    const score = scoreLinkage(linkage, await readPairs(paths.pairs, file.ids))
    const opening = await timed(() => openLookup(linkage))
    const known = new Set(people)
    const times: number[] = []
    const found = { right: 0, wrong: 0, there: 0 }
    for (const { person, cells } of later) {
      const values = new Map(peopleColumns.map((name, at) => [name, cells[at] ?? '']))
      const begin = performance.now()
      const [best] = opening.result(values)
      times.push(performance.now() - begin)
      if (known.has(person)) found.there += 1
      if (!best || best.probability < 0.5) continue
      if (people[best.record] === person) found.right += 1
      else found.wrong += 1
    }
    times.sort((a, b) => a - b)
    const at = (share: number): number => rounded(times[Math.floor(share * (times.length - 1))] ?? 0, 3)
    return {
      ...{ kind, records: count, f1: rounded(score.f1), seconds: linking.seconds, cpuSeconds: linking.cpuSeconds },
      peakMemoryMb: opening.peakMemoryMb,
      openLookupSeconds: opening.seconds,
      ...{ lookupP50Ms: at(0.5), lookupP95Ms: at(0.95) },
      lookupPrecision: rounded(found.right / Math.max(1, found.right + found.wrong)),
      lookupRecall: rounded(found.right / Math.max(1, found.there)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const marks = ['<!-- identity:bench begin -->', '<!-- identity:bench end -->'] as const

type Row = Awaited<ReturnType<typeof measure>>

function tableOf(rows: readonly Row[]): string {
  const head =
    '| made-up people | F1 | s, reading included | processor s | most memory MB | look-up opens in s | p50 ms | p95 ms | precision | recall |'
  const lines = rows.map((row) =>
    [
      ...[`${row.kind}, ${row.records.toLocaleString('en')}`, row.f1, row.seconds, row.cpuSeconds, row.peakMemoryMb],
      ...[row.openLookupSeconds, row.lookupP50Ms, row.lookupP95Ms, row.lookupPrecision, row.lookupRecall],
    ].join(' | '),
  )
  return [head, `| --- |${' ---: |'.repeat(9)}`, ...lines.map((line) => `| ${line} |`)].join('\n')
}

/** Smallest first, in one process: the memory of a row is the most that was held up to it. */
export async function bench(given: Given): Promise<unknown> {
  const kind = optional(given, 'kind') ?? 'western'
  if (kind !== 'western' && kind !== 'chinese') throw usageError(`--kind must be western or chinese, not "${kind}".`)
  const rows: Row[] = []
  const sizes = numberList(given, 'sizes', [10_000, 100_000, 1_000_000], 100, 2_000_000)
  for (const size of [...sizes].sort((a, b) => a - b)) rows.push(await measure(kind, size))
  if (given['write'] === true) await writeBetween(join('docs', 'performance.md'), marks, tableOf(rows))
  return rows
}
