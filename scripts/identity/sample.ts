// Made-up people with known doubles, as files.
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { makePeople, peopleColumns, type MadePerson, type People } from '../../knowledge/identity/bench/people.js'

export interface WrittenSample {
  records: number
  pairs: number
  /** People who were made after those of the file: some are doubles of them. */
  later: readonly MadePerson[]
  /** For each record of the file who it is. */
  people: Int32Array
}

/** Records as `r1`, `r2` …; pairs with the header `left,right`. Memory grows with the number of people, not with the file. */
export async function writeSample(
  kind: People,
  count: number,
  paths: { records: string; pairs: string },
  laterCount = 0,
): Promise<WrittenSample> {
  const records = createWriteStream(paths.records)
  const pairs = createWriteStream(paths.pairs)
  const byPerson = new Map<number, string[]>()
  const people = new Int32Array(count)
  const later: MadePerson[] = []
  records.write(`id,${peopleColumns.join(',')}\n`)
  pairs.write('left,right\n')
  let row = 0
  let known = 0
  for (const made of makePeople(kind, count + laterCount)) {
    if (row === count) {
      later.push(made)
      continue
    }
    const { person, cells } = made
    people[row] = person
    const id = `r${String((row += 1))}`
    const isRoomLeft = records.write(`${id},${cells.join(',')}\n`)
    const earlier = byPerson.get(person) ?? []
    for (const other of earlier) pairs.write(`${other},${id}\n`)
    known += earlier.length
    byPerson.set(person, [...earlier, id])
    if (!isRoomLeft) await once(records, 'drain')
  }
  records.end()
  pairs.end()
  await Promise.all([once(records, 'finish'), once(pairs, 'finish')])
  return { records: row, pairs: known, later, people }
}
