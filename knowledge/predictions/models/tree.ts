// One regression tree on gradients, grown leaf by leaf: the split that gains most is made first, until there are enough leaves.
import type { Bins } from './bins.js'

export interface TreeOptions {
  mostLeaves: number
  leastRows: number
  /** Added to the curvature of every leaf. */
  penalty: number
}

/** Nodes as columns of numbers: a leaf has `feature` -1 and `value`; a row goes left when its bin is at most `bin`. */
export interface Tree {
  feature: Int32Array
  bin: Uint8Array
  left: Int32Array
  right: Int32Array
  value: Float64Array
  /** Gain of each split, 0 for leaves. */
  gain: Float64Array
}

interface Leaf {
  node: number
  rows: Int32Array
  slope: number
  bend: number
  histogram: Float64Array
  best: { gain: number; feature: number; bin: number }
}

/** Sums of gradient, curvature and rows for each column and bin. */
function histogramOf(bins: Bins, rows: Int32Array, slopes: Float64Array, bends: Float64Array): Float64Array {
  const columns = bins.bounds.length
  const sums = new Float64Array((bins.start[columns] as number) * 3)
  for (let column = 0; column < columns; column += 1) {
    const codes = bins.code.subarray(column * bins.rows, (column + 1) * bins.rows)
    const base = (bins.start[column] as number) * 3
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as number
      const place = base + (codes[row] as number) * 3
      sums[place] = (sums[place] as number) + (slopes[row] as number)
      sums[place + 1] = (sums[place + 1] as number) + (bends[row] as number)
      sums[place + 2] = (sums[place + 2] as number) + 1
    }
  }
  return sums
}

function bestSplit(
  leaf: Pick<Leaf, 'slope' | 'bend' | 'histogram'> & { count: number },
  bins: Bins,
  { leastRows, penalty }: TreeOptions,
): Leaf['best'] {
  const best = { gain: 0, feature: -1, bin: 0 }
  const whole = leaf.slope ** 2 / (leaf.bend + penalty)
  for (const [column, bounds] of bins.bounds.entries()) {
    let slope = 0
    let bend = 0
    let count = 0
    for (let bin = 0; bin < bounds.length; bin += 1) {
      const place = ((bins.start[column] as number) + bin) * 3
      slope += leaf.histogram[place] as number
      bend += leaf.histogram[place + 1] as number
      count += leaf.histogram[place + 2] as number
      if (count < leastRows) continue
      if (leaf.count - count < leastRows) break
      const restBend = leaf.bend - bend
      if (bend < 1e-3 || restBend < 1e-3) continue
      const gain = slope ** 2 / (bend + penalty) + (leaf.slope - slope) ** 2 / (restBend + penalty) - whole
      if (gain > best.gain) Object.assign(best, { gain, feature: column, bin })
    }
  }
  return best
}

/** Grows on all rows; `value` of a leaf is the Newton step -Σg / (Σh + penalty). */
export function growTree(bins: Bins, slopes: Float64Array, bends: Float64Array, options: TreeOptions): Tree {
  const size = 2 * options.mostLeaves
  const tree: Tree = {
    feature: new Int32Array(size).fill(-1),
    bin: new Uint8Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    value: new Float64Array(size),
    gain: new Float64Array(size),
  }
  let used = 0
  const makeLeaf = (rows: Int32Array, histogram: Float64Array): Leaf => {
    let slope = 0
    let bend = 0
    for (const row of rows) {
      slope += slopes[row] as number
      bend += bends[row] as number
    }
    const node = used++
    tree.value[node] = -slope / (bend + options.penalty)
    const best = bestSplit({ slope, bend, histogram, count: rows.length }, bins, options)
    return { node, rows, slope, bend, histogram, best }
  }
  const all = Int32Array.from({ length: bins.rows }, (_, row) => row)
  const leaves = [makeLeaf(all, histogramOf(bins, all, slopes, bends))]
  while (leaves.length < options.mostLeaves) {
    const at = leaves.reduce((best, leaf, index) => (leaf.best.gain > (leaves[best]?.best.gain ?? 0) ? index : best), 0)
    const leaf = leaves[at]
    if (!leaf || leaf.best.feature < 0) break
    const { feature, bin, gain } = leaf.best
    const codes = bins.code.subarray(feature * bins.rows, (feature + 1) * bins.rows)
    const left = leaf.rows.filter((row) => (codes[row] as number) <= bin)
    const right = leaf.rows.filter((row) => (codes[row] as number) > bin)
    // The larger side is the parent less the smaller one: half the counting.
    const [small, isLeft] = left.length < right.length ? [left, true] : [right, false]
    const smallSums = histogramOf(bins, small, slopes, bends)
    const otherSums = leaf.histogram.map((value, place) => value - (smallSums[place] as number))
    const leftLeaf = makeLeaf(left, isLeft ? smallSums : otherSums)
    const rightLeaf = makeLeaf(right, isLeft ? otherSums : smallSums)
    tree.feature[leaf.node] = feature
    tree.bin[leaf.node] = bin
    tree.gain[leaf.node] = gain
    tree.left[leaf.node] = leftLeaf.node
    tree.right[leaf.node] = rightLeaf.node
    leaves.splice(at, 1, leftLeaf, rightLeaf)
  }
  return tree
}

/** Adds the tree's values times `rate` to `sums`, row by row. */
export function addTree(tree: Tree, bins: Bins, rate: number, sums: Float64Array): void {
  for (let row = 0; row < bins.rows; row += 1) {
    let node = 0
    for (let feature = tree.feature[0] as number; feature >= 0; feature = tree.feature[node] as number)
      node = (
        (bins.code[feature * bins.rows + row] as number) <= (tree.bin[node] as number)
          ? tree.left[node]
          : tree.right[node]
      ) as number
    sums[row] = (sums[row] as number) + rate * (tree.value[node] as number)
  }
}
