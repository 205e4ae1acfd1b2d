// One decision tree: few leaves, each a rate of yes drawn a little towards the rate of all, so that a small leaf is not certain.
import { cutIntoBins } from './bins.js'
import type { ModelKind } from './model.js'
import { addTree, growTree } from './tree.js'

export const decisionTree = ({ mostLeaves = 16, leastRows = 40, penalty = 5 } = {}): ModelKind => ({
  name: 'decision tree',
  train(matrix, labels) {
    const bins = cutIntoBins(matrix)
    const mean = labels.reduce((sum, label) => sum + label, 0) / matrix.rows
    const slopes = Float64Array.from(labels, (label) => mean - label)
    const tree = growTree(bins, slopes, new Float64Array(matrix.rows).fill(1), { mostLeaves, leastRows, penalty })
    const importance = new Float64Array(matrix.columns)
    for (const [node, feature] of tree.feature.entries())
      if (feature >= 0) importance[feature] = (importance[feature] as number) + (tree.gain[node] as number)
    return {
      importance,
      predict(others) {
        const rates = new Float64Array(others.rows).fill(mean)
        addTree(tree, cutIntoBins(others, bins.bounds), 1, rates)
        return rates.map((rate) => Math.min(1 - 1e-6, Math.max(1e-6, rate)))
      },
    }
  },
})
