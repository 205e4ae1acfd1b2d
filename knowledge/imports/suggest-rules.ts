// Rules for rows that nobody has mapped yet, from their first ones.
import { suggestMapping, type ColumnRule } from './mapping.js'
import type { SourceRow } from './read/index.js'

const sampledRows = 200

/** Reads the first rows and ends the source. */
export async function suggestRules(rows: AsyncIterable<SourceRow>, country?: string): Promise<ColumnRule[]> {
  const columns = new Map<string, string[]>()
  let read = 0
  for await (const row of rows) {
    if (row.kind === 'row')
      for (const [column, cell] of row.values) {
        const cells = columns.get(column)
        if (cells) cells.push(cell)
        else columns.set(column, [cell])
      }
    if ((read += 1) >= sampledRows) break
  }
  return suggestMapping(columns, country)
}
