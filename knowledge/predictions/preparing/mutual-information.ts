// Selection by mutual information: a column stays when knowing it says more about the label than chance would.
import { cutIntoBins } from '../models/bins.js'
import type { Matrix } from '../models/model.js'
import { keepColumns, type Preparation } from './preparation.js'

/** Wide bins: information found in thin ones is mostly chance. */
const mostBins = 16

export interface ColumnInformation {
  /** In nats. */
  information: number
  /** What the estimate would be, on average and with its deviation, for a column that says nothing (G-test, Wilks 1938). */
  chance: { mean: number; deviation: number }
}

/** Mutual information of each column with the label, over about sixteen bins of equal numbers of rows. */
export function mutualInformation(matrix: Matrix, labels: Uint8Array): ColumnInformation[] {
  const { rows, columns } = matrix
  const bins = cutIntoBins(matrix)
  const yes = labels.reduce((sum, label) => sum + label, 0)
  return Array.from({ length: columns }, (_, column) => {
    const fine = (bins.bounds[column] as Float64Array).length + 1
    const counts = new Float64Array(fine * 2)
    for (let row = 0; row < rows; row += 1) {
      const cell = (bins.code[column * rows + row] as number) * 2 + (labels[row] as number)
      counts[cell] = (counts[cell] as number) + 1
    }
    const cells = merged(counts, rows / mostBins)
    let information = 0
    for (const pair of cells)
      for (const label of [0, 1] as const) {
        const together = pair[label]
        const expected = ((pair[0] + pair[1]) * (label === 1 ? yes : rows - yes)) / rows
        if (together > 0) information += (together / rows) * Math.log(together / expected)
      }
    const freedom = cells.length - 1
    return {
      information,
      chance: { mean: freedom / (2 * rows), deviation: Math.sqrt(2 * freedom) / (2 * rows) },
    }
  })
}

/** Neighbouring bins together until each holds at least `least` rows. */
function merged(counts: Float64Array, least: number): [number, number][] {
  const cells: [number, number][] = []
  let open: [number, number] = [0, 0]
  for (let at = 0; at < counts.length; at += 2) {
    open = [open[0] + (counts[at] as number), open[1] + (counts[at + 1] as number)]
    if (open[0] + open[1] < least) continue
    cells.push(open)
    open = [0, 0]
  }
  if (open[0] + open[1] > 0) cells.push(open)
  return cells
}

/** With one column in twenty beyond two deviations by chance, three keep nearly all that says nothing out. */
const deviations = 3

export const selectByInformation: Preparation = {
  label: 'columns chosen by mutual information',
  fit(matrix, labels) {
    const found = mutualInformation(matrix, labels)
    const kept = [...found.keys()].filter((column) => {
      const { information, chance } = found[column] as ColumnInformation
      return information > chance.mean + deviations * chance.deviation
    })
    return kept.length === 0 || kept.length === matrix.columns ? undefined : keepColumns(kept, matrix.columns)
  },
}
