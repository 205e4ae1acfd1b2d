// Gradient-boosted trees on binned columns (Friedman 2001; histograms and leaf-wise growth as in LightGBM, Ke et al. 2017).
import { cutIntoBins } from './bins.js'
import { sigmoid, type ModelKind, type TrainedModel } from './model.js'
import { addTree, growTree, type Tree } from './tree.js'

export interface BoostOptions {
  rounds?: number
  rate?: number
  mostLeaves?: number
  leastRows?: number
  penalty?: number
}

function boosted(name: string, options: Required<BoostOptions>): ModelKind {
  const { rounds, rate } = options
  return {
    name,
    train(matrix, labels): TrainedModel {
      const bins = cutIntoBins(matrix)
      const yes = labels.reduce((sum, label) => sum + label, 0)
      const start = Math.log(yes / (matrix.rows - yes))
      const sums = new Float64Array(matrix.rows).fill(start)
      const slopes = new Float64Array(matrix.rows)
      const bends = new Float64Array(matrix.rows)
      const importance = new Float64Array(matrix.columns)
      const trees: Tree[] = []
      for (let round = 0; round < rounds; round += 1) {
        for (let row = 0; row < matrix.rows; row += 1) {
          const probability = sigmoid(sums[row] as number)
          slopes[row] = probability - (labels[row] as number)
          bends[row] = probability * (1 - probability)
        }
        const tree = growTree(bins, slopes, bends, options)
        if (tree.feature[0] === -1) break
        addTree(tree, bins, rate, sums)
        trees.push(tree)
        for (const [node, feature] of tree.feature.entries())
          if (feature >= 0) importance[feature] = (importance[feature] as number) + (tree.gain[node] as number)
      }
      return {
        importance,
        predict(others) {
          const codes = cutIntoBins(others, bins.bounds)
          const total = new Float64Array(others.rows).fill(start)
          for (const tree of trees) addTree(tree, codes, rate, total)
          return total.map(sigmoid)
        },
      }
    },
  }
}

/** Up to so many rows smaller trees and smaller steps foretell better: they cannot learn single rows by heart. */
const fewRows = 20_000

/** Defaults depend on the number of rows; what is given overrides them. */
export const boostedTrees = (options: BoostOptions = {}): ModelKind => ({
  name: 'boosted trees',
  train(matrix, labels) {
    const usual =
      matrix.rows <= fewRows ? { rounds: 150, rate: 0.05, mostLeaves: 16 } : { rounds: 200, rate: 0.1, mostLeaves: 31 }
    return boosted('boosted trees', { ...usual, leastRows: 20, penalty: 1, ...options }).train(matrix, labels)
  },
})
