// The language engine over the record's training data and stored versions.
import type { Knowledge } from '../knowledge/index.js'
import {
  createUnderstander,
  openLiveModel,
  trainingReportSchema,
  trainInWorker,
  warmUpRecognizers,
  type SwappableUnderstander,
} from '../nlu/index.js'
import type { Clock } from '../platform/clock.js'
import type { Log } from '../platform/log.js'
import type { Step } from '../platform/progress.js'

/** Trained versions of the language model. */
export const languageVersions = (knowledge: Knowledge) =>
  knowledge.models('nlu', (stored) => trainingReportSchema.parse(stored))

/** The live version, or one trained now; warm when it resolves. */
export async function openLanguage(
  knowledge: Knowledge,
  step: Step,
  log: Log,
  clock: Clock,
): Promise<SwappableUnderstander> {
  const { id, model } = await openLiveModel(languageVersions(knowledge), {
    trainingSet: knowledge.intents.trainingSet,
    train: (set) => step('training the language model', () => trainInWorker(set)),
    clock,
    log,
  })
  await warmUpRecognizers(clock.now())
  return createUnderstander(model, id, { clock })
}
