// A file of made-up customers, as a shop's export would be: eight columns, some gaps, some cells that have to be cleaned.
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { ColumnRule } from '../../knowledge/imports/index.js'
import { seededRandom } from '../../knowledge/learning/random.js'

export const peopleRules: ColumnRule[] = [
  { kind: 'field', column: 'id', field: 'number' },
  { kind: 'field', column: 'name', field: 'name' },
  { kind: 'field', column: 'e-mail', field: 'email' },
  { kind: 'field', column: 'phone', field: 'phone' },
  { kind: 'trait', column: 'city', trait: 'city', type: 'text' },
  { kind: 'trait', column: 'since', trait: 'since', type: 'date' },
  { kind: 'trait', column: 'spent', trait: 'spent', type: 'number' },
  { kind: 'trait', column: 'member', trait: 'member', type: 'boolean' },
]

const given = [
  'Ann',
  'Bob',
  'Carla',
  'Dmitri',
  'Élodie',
  'Farid',
  'Grace',
  'Hana',
  'Ivo',
  'Jürgen',
  'Kim',
  'Lin',
  '伟',
  '芳',
]
const family = [
  'Smith',
  'Novak',
  'Lee',
  'García',
  'Okafor',
  'Müller',
  'Rossi',
  'Tanaka',
  'Silva',
  "O'Brien",
  '王',
  '李',
]
const cities = ['Rome', 'Oslo', '北京', 'São Paulo', 'New York', 'Leeds', '上海', 'Bengaluru', 'Kraków', 'Lagos', '']

/** The same seed writes the same file. Every address and number of a phone is somebody's own. */
export async function writePeople(path: string, rows: number, seed: number): Promise<void> {
  const random = seededRandom(seed)
  const draw = (most: number): number => Math.floor(random() * most)
  const one = <T>(list: readonly T[]): T => list[draw(list.length)] as T
  const out = createWriteStream(path)
  out.write(`${peopleRules.map(({ column }) => column).join(',')}\n`)
  let text = ''
  for (let row = 0; row < rows; row += 1) {
    const phone =
      draw(10) === 0
        ? ''
        : `+44 20 7${String(row)
            .padStart(7, '0')
            .replace(/^(...)/, '$1 ')}`
    const since = `${String(2010 + draw(16))}-${String(1 + draw(12)).padStart(2, '0')}-${String(1 + draw(28)).padStart(2, '0')}`
    const spent = draw(8) === 0 ? '' : draw(9) === 0 ? `"1,${String(100 + draw(900))}.50"` : (random() * 900).toFixed(2)
    const member = one(['yes', 'no', ''])
    text += `C${String(row)},${one(given)} ${one(family)},P${String(row)}@Mail${String(draw(50))}.example,${phone},${one(cities)},${since},${spent},${member}\n`
    if (text.length < 1 << 18) continue
    if (!out.write(text)) await once(out, 'drain')
    text = ''
  }
  out.end(text)
  await once(out, 'finish')
}
