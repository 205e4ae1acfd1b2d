// Made-up files of customers for the fault runs: known and new ones, doubles, rows that cannot be read, rows without a number.
import { seededRandom } from '../../knowledge/learning/random.js'
import type { ColumnRule } from '../../knowledge/imports/index.js'

export const importRules: ColumnRule[] = [
  { kind: 'field', column: 'id', field: 'number' },
  { kind: 'field', column: 'name', field: 'name' },
  { kind: 'field', column: 'mail', field: 'email' },
  { kind: 'trait', column: 'city', trait: 'city', type: 'text', missing: { kind: 'default', value: 'unknown place' } },
  { kind: 'trait', column: 'spent', trait: 'spent', type: 'number' },
]

/** The same seed gives the same text. */
export function peopleFile(rows: number, seed: number): string {
  const random = seededRandom(seed)
  const draw = (most: number): number => Math.floor(random() * most)
  const lines = Array.from({ length: rows }, (_, at) => {
    const person = draw(rows)
    const kind = draw(40)
    if (kind === 0) return `"broken,${String(at)}`
    if (kind === 1) return `C${String(person)},Ann,nobody,,`
    const number = kind < 6 ? '' : `C${String(person)}`
    const city = ['Rome', 'Oslo', '北京', ''][draw(4)] ?? ''
    return `${number},Person ${String(seed)} ${String(at)},p${String(person)}@shop.example,${city},${String(draw(500))}`
  })
  return `id,name,mail,city,spent\n${lines.join('\n')}\n`
}
