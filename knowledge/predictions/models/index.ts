// The models that compete for each prediction.
import { withBestView } from './best-view.js'
import { boostedTrees } from './boosted-trees.js'
import { decisionTree } from './decision-tree.js'
import { linearSvm } from './linear-svm.js'
import { logisticRegression } from './logistic.js'
import type { ModelKind } from './model.js'

export const modelKinds = (): ModelKind[] => [
  withBestView(logisticRegression()),
  boostedTrees(),
  decisionTree(),
  withBestView(linearSvm(), logisticRegression()),
]
