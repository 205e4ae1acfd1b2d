// Files of other tools for the admin app, through nlu's formats and apart from the server's thread.
import { fromTrainingSet, readTrainingDataInWorker, trainingSetSchema, writeDatasetInWorker } from '../nlu/index.js'
import { AppError } from '../platform/errors.js'
import type { TrainingFiles } from './api/exchange/handlers.js'
import type { ReadData } from './api/exchange/plan.js'

/** How the formats are worked: apart from this thread, unless a test says otherwise. */
interface Work {
  read: typeof readTrainingDataInWorker
  write: typeof writeDatasetInWorker
}
const workers: Work = { read: readTrainingDataInWorker, write: writeDatasetInWorker }

export const createTrainingFiles = (work: Work = workers): TrainingFiles => ({
  async read(files, format) {
    const { set, ...rest } = await work.read(files, format)
    // What is not there must not be stored as something that is undefined.
    return { ...rest, set: JSON.parse(JSON.stringify(set)) as ReadData['set'] }
  },

  async write({ intents, outOfScope, entities }, format) {
    // Without examples there is nothing that a format could hold.
    const taught = intents.filter(({ utterances }) => utterances.en.length + utterances.zh.length > 0)
    if (taught.length === 0)
      throw new AppError('training-data-invalid', 'There is nothing to export.', { details: { reasons: [] } })
    const annotated = taught.flatMap(({ marks = [] }) => marks)
    const set = trainingSetSchema.parse({
      intents: taught.map(({ name, utterances }) => ({ name, utterances: [...utterances.en, ...utterances.zh] })),
      outOfScope: [...outOfScope.en, ...outOfScope.zh],
      entities,
      ...(annotated.length > 0 && { annotated }),
    })
    const exchange = fromTrainingSet(set)
    const answersOf = new Map(
      taught.flatMap(({ name, kind, answers }) =>
        kind === 'answer' && answers !== undefined && answers.en.length + answers.zh.length > 0
          ? [[name, { en: answers.en, zh: answers.zh }] as const]
          : [],
      ),
    )
    return work.write(
      {
        ...exchange,
        intents: exchange.intents.map((intent) => {
          const answers = answersOf.get(intent.name)
          return answers === undefined ? intent : { ...intent, answers }
        }),
      },
      format,
    )
  },
})
