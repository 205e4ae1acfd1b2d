// The models that compete for each prediction.
import { preparedForLine, preparedForTrees } from '../preparing/index.js'
import { boostedTrees } from './boosted-trees.js'
import { calibrated } from './calibrated.js'
import { decisionTree } from './decision-tree.js'
import { linearSvm } from './linear-svm.js'
import { logisticRegression } from './logistic.js'
import type { ModelKind } from './model.js'

export const modelKinds = (): ModelKind[] => [
  preparedForLine(calibrated(logisticRegression()), logisticRegression()),
  preparedForTrees(boostedTrees(), boostedTrees({ rounds: 40, rate: 0.15 })),
  preparedForTrees(decisionTree()),
  preparedForLine(linearSvm(), logisticRegression()),
]
