// The language engine over the record's training data and stored versions.
import type { Knowledge } from '../knowledge/index.js'
import {
  createUnderstander,
  openEncoders,
  openLiveModel,
  ProductCatalogue,
  trainingReportSchema,
  trainInWorker,
  warmUpRecognizers,
  type Encoders,
  type SwappableUnderstander,
} from '../nlu/index.js'
import type { Clock } from '../platform/clock.js'
import { AppError } from '../platform/errors.js'
import type { Log } from '../platform/log.js'
import type { Step } from '../platform/progress.js'

/** Trained versions of the language model. */
export const languageVersions = (knowledge: Knowledge) =>
  knowledge.models('nlu', (stored) => trainingReportSchema.parse(stored))

export interface OpenedLanguage {
  nlu: SwappableUnderstander
  /** Lets it know products that were added or renamed since. Costs one small read while there are none. */
  followProducts(): Promise<void>
}

/** The live version, or one trained now; warm when it resolves. @param modelsFolder where better encoders than our own may lie */
export async function openLanguage(
  knowledge: Knowledge,
  step: Step,
  log: Log,
  clock: Clock,
  modelsFolder: string,
): Promise<OpenedLanguage> {
  const encoders = await step('loading the sentence encoders', () => encodersOf(modelsFolder, log))
  const { id, model } = await openLiveModel(languageVersions(knowledge), {
    trainingSet: knowledge.intents.trainingSet,
    train: (set) => step('training the language model', () => trainInWorker(set, { encoders })),
    clock,
    log,
  })
  await warmUpRecognizers(clock.now())
  const catalogue = new ProductCatalogue()
  const followProducts = knowledge.products.followNames(catalogue)
  await step('reading the names of the products', followProducts)
  const nlu = createUnderstander(model, id, { clock, encoders, catalogue })
  const missing = nlu.missingEncoders()
  if (missing.length > 0)
    log.warn({ missing, model: id }, 'sentence encoders are missing: their language is understood by words alone')
  return { nlu, followProducts }
}

/** Where the native runtime does not load (Linux without glibc) words alone have to do. */
async function encodersOf(folder: string, log: Log): Promise<Encoders> {
  try {
    return await openEncoders([folder])
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'encoder-failed') throw error
    log.error({ err: error }, 'the sentence encoders do not run')
    return {}
  }
}

/** For the readiness check: the version, and which encoders it goes without. */
export function languageHealth(nlu: SwappableUnderstander): { ok: true; detail: string } {
  const missing = nlu.missingEncoders()
  return {
    ok: true,
    detail: missing.length === 0 ? nlu.version() : `${nlu.version()}, without ${missing.join(' and ')}`,
  }
}
