// Analyses as the API handles them; they are worked out elsewhere.
import type { Handlers } from '../serve.js'
import type { analysisContract, AnalysisView, ComparisonView } from './contract.js'

/** Analyses of versions: kept for good once they are done. All reject with `not-found` where the training data of a version was not kept. */
export interface Analyses {
  analysis(version: string): Promise<AnalysisView>
  comparison(version: string, against: string): Promise<ComparisonView>
  /** Resolve when the work has begun, or at once where it was done before. Reject with `conflict` while other work goes on. */
  analyse(version: string): Promise<void>
  compare(version: string, against: string): Promise<void>
  cancel(): void
}

export const analysisHandlers = (analyses: Analyses): Handlers<typeof analysisContract> => ({
  analysis: ({ params }) => analyses.analysis(params.id),
  async analyse({ params }) {
    await analyses.analyse(params.id)
    return analyses.analysis(params.id)
  },
  comparison: ({ params }) => analyses.comparison(params.id, params.against),
  async compare({ params }) {
    await analyses.compare(params.id, params.against)
    return analyses.comparison(params.id, params.against)
  },
  async cancel() {
    analyses.cancel()
    return {}
  },
})
