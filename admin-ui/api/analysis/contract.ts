// What a version is worth beyond its report: asked for by a button, worked out in the background, kept with the version.
import { z } from 'zod'
import { versionAnalysisSchema, versionComparisonSchema } from '../../../nlu/evaluation/version-analysis.js'
import { nothing, route } from '../route.js'

const unfinished = [
  z.object({ state: z.literal('none') }),
  z.object({
    state: z.literal('running'),
    /** 0 … 1 */
    progress: z.number(),
  }),
  z.object({ state: z.literal('cancelled') }),
  z.object({ state: z.literal('failed'), code: z.string(), message: z.string() }),
] as const

export const analysisView = z.discriminatedUnion('state', [
  ...unfinished,
  z.object({ state: z.literal('done'), found: versionAnalysisSchema }),
])
export type AnalysisView = z.infer<typeof analysisView>

export const comparisonView = z.discriminatedUnion('state', [
  ...unfinished,
  z.object({ state: z.literal('done'), found: versionComparisonSchema }),
])
export type ComparisonView = z.infer<typeof comparisonView>

const id = z.string().min(1).max(100)
const one = z.object({ id })
const pair = z.object({ id, against: id })

export const analysisContract = {
  analysis: route({
    method: 'get',
    path: '/training/versions/:id/analysis',
    policy: 'training.read',
    summary: 'What more examples would give a version, and what careless writing costs it.',
    params: one,
    response: analysisView,
  }),
  analyse: route({
    method: 'post',
    path: '/training/versions/:id/analysis',
    policy: 'training.edit',
    summary: 'Work the analysis of a version out. One at a time; answers at once where it is known.',
    params: one,
    response: analysisView,
  }),
  comparison: route({
    method: 'get',
    path: '/training/versions/:id/comparison/:against',
    policy: 'training.read',
    summary: 'Whether a version is really better than another, on examples that neither had seen.',
    params: pair,
    response: comparisonView,
  }),
  compare: route({
    method: 'post',
    path: '/training/versions/:id/comparison/:against',
    policy: 'training.edit',
    summary: 'Work a comparison out. One at a time; answers at once where it is known.',
    params: pair,
    response: comparisonView,
  }),
  cancel: route({
    method: 'delete',
    path: '/training/analysis',
    policy: 'training.edit',
    summary: 'Stop the analysis or comparison that is going on.',
    response: nothing,
  }),
}
