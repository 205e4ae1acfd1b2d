// Door of the flows: the definitions, loaded and checked.
import { actions } from './actions.js'
import { choiceLists } from './choices.js'
import { builtInFlows, parseFlows, type FlowFile } from './load.js'
import type { Flows } from './schema.js'

export const bindings = { actions, choices: choiceLists }

/** The definitions that come with Kefu; throws `flow-invalid` when one of them is wrong. */
export const loadFlows = (sources: readonly FlowFile[] = builtInFlows()): Flows => parseFlows(sources, bindings)
