// What may be done to columns before a model sees them.
import type { ModelKind } from '../models/model.js'
import { selectByL1 } from './l1-path.js'
import { selectByInformation } from './mutual-information.js'
import { reduceToComponents } from './principal-components.js'
import { withProducts } from './products.js'
import { drawInTails, withChoices } from './views.js'
import { withBest } from './with-best.js'

const selections = [selectByInformation, selectByL1(0.3), selectByL1(0.1), selectByL1(0.03)]

/** Engineered columns first, then fewer of them, each step only where it helps; `judge` tries them out. */
export const preparedForLine = (kind: ModelKind, judge: ModelKind = kind): ModelKind =>
  withBest(
    withBest(kind, [...selections, ...reduceToComponents], judge),
    [drawInTails, withChoices, withProducts],
    judge,
  )

/** Trees bend and choose by themselves; fewer columns can still keep them from splitting on chance. */
export const preparedForTrees = (kind: ModelKind, judge: ModelKind = kind): ModelKind =>
  withBest(kind, [selectByInformation, selectByL1(0.1)], judge)
