// `identity eval`: the linkage on any file of records against a file of known pairs, beside simpler ways.
import { AppError } from '../../../platform/errors.js'
import { columnOf, readTable, type Column, type Table } from '../../imports/read/index.js'
import { findCandidates } from '../linkage/candidates.js'
import { recordComparer } from '../linkage/compare-records.js'
import { scoreGroups, type PairScore } from '../linkage/evaluate.js'
import { linkRecords, type Linkage, type LinkOptions } from '../linkage/link.js'
import { byBestKey, byMeanLikeness, bySortedNeighbourhood } from './baselines.js'

export interface RecordFile {
  ids: Column
  features: readonly Column[]
  records: number
  unreadable: Table['unreadable']
}

/** The first column is the record's id and never a feature; `without` leaves out more. */
export async function readRecords(path: string, without: readonly string[] = []): Promise<RecordFile> {
  const table = await readTable(path)
  const [ids, ...others] = table.columns
  for (const name of without) columnOf(table, name)
  const features = others.filter(({ name }) => !without.includes(name))
  if (!ids || features.length === 0)
    throw new AppError('input-invalid', `${path}: a file of records needs an id column and at least one more.`, {
      details: { field: 'records' },
    })
  return { ids, features, records: table.rows, unreadable: table.unreadable }
}

export interface KnownPairs {
  pairs: [number, number][]
  /** Pairs that name a record which is not there. */
  unknown: number
}

/** A CSV file with the header `left,right`, holding ids of records. */
export async function readPairs(path: string, ids: Column): Promise<KnownPairs> {
  const table = await readTable(path)
  const [left, right] = [columnOf(table, 'left'), columnOf(table, 'right')]
  const rowOf = new Map<string, number>()
  for (const [row, code] of ids.codes.entries()) rowOf.set(ids.values[code] ?? '', row)
  const pairs: [number, number][] = []
  let unknown = 0
  for (let row = 0; row < table.rows; row += 1) {
    const a = rowOf.get(left.values[left.codes[row] ?? 0] ?? '')
    const b = rowOf.get(right.values[right.codes[row] ?? 0] ?? '')
    if (a === undefined || b === undefined) unknown += 1
    else pairs.push([a, b])
  }
  if (pairs.length === 0)
    throw new AppError('input-invalid', `${path}: no pair names two records of the file.`, {
      details: { field: 'pairs' },
    })
  return { pairs, unknown }
}

/** How many groups and pairs the run found, and for how many known pairs. */
export const scoreLinkage = (linkage: Linkage, known: KnownPairs): PairScore => scoreGroups(linkage.groups, known.pairs)

export const link = (file: RecordFile, options: LinkOptions = {}): Linkage => linkRecords(file.features, options)

/** The same records with three simpler methods; each is timed by the caller's `time`. */
export function baselines(file: RecordFile, linkage: Linkage): ReadonlyMap<string, () => Int32Array> {
  const { fields, rules } = linkage
  const candidates = () => findCandidates(recordComparer(fields), rules, file.records, 300, () => false)
  return new Map([
    ['equal key', () => byBestKey(fields, file.records)],
    ['mean Jaro-Winkler of blocked pairs', () => byMeanLikeness(fields, file.records, candidates())],
    ['sorted neighbourhood', () => bySortedNeighbourhood(fields, file.records)],
  ])
}
