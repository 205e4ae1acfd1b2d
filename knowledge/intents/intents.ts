// Intents over mongoose: what people say, what answers it, and all of it together as the language model's training set.
import type { Store } from '../store/connection.js'
import { entityFromStored, type StoredEntity } from '../store/models/entity-model.js'
import { intentFromStored, intentToStored, type StoredIntent } from '../store/models/intent-model.js'
import type { StoredOutOfScope } from '../store/models/out-of-scope-model.js'
import { bumpRevision, derivedFrom, readRevision } from '../store/revisions.js'
import type { EntitySeed, IntentDefinition, MarkedUtterance } from '../seed/dataset.js'

/** The input side of nlu's training set; server.ts hands it over. */
export interface TrainingMaterial {
  intents: { name: string; description: string[]; utterances: string[] }[]
  outOfScope: string[]
  entities: EntitySeed[]
  /** Utterances with marked values; absent where none is marked. */
  annotated?: MarkedUtterance[]
}

export function intents(store: Store) {
  const { intents: documents, entities, outOfScope } = store.models

  const list = async (): Promise<readonly IntentDefinition[]> => {
    const found = await documents.find().sort({ order: 1, _id: 1 }).lean<StoredIntent[]>()
    return found.map(intentFromStored)
  }
  const byName = derivedFrom(
    store,
    'intents',
    async () => new Map((await list()).map((intent) => [intent.name, intent])),
  )

  return {
    list,

    /** From memory as long as no intent changes. */
    async intent(name: string): Promise<IntentDefinition | undefined> {
      return (await byName()).get(name)
    },

    /** Grows with every change of intents, entities and out-of-scope sentences: when it stands still, there is nothing to train. */
    revision: (): Promise<number> => readRevision(store, 'intents'),

    async put(intent: IntentDefinition): Promise<void> {
      const earlier = await documents.findById(intent.name).lean<StoredIntent>()
      const order = earlier?.order ?? (await documents.countDocuments())
      await documents.replaceOne({ _id: intent.name }, intentToStored(intent, order), { upsert: true })
      await bumpRevision(store, 'intents')
    },

    async remove(name: string): Promise<boolean> {
      const removed = await documents.deleteOne({ _id: name })
      await bumpRevision(store, 'intents')
      return removed.deletedCount === 1
    },

    /** Everything the language model is trained on, in a fixed order: the same database gives the same set. */
    async trainingSet(): Promise<TrainingMaterial> {
      const [all, sentences, definitions] = await Promise.all([
        list(),
        outOfScope.find().sort({ _id: 1 }).lean<StoredOutOfScope[]>(),
        entities.find().sort({ order: 1, _id: 1 }).lean<StoredEntity[]>(),
      ])
      const annotated = all.flatMap(({ marks = [] }) => [...marks])
      return {
        ...(annotated.length > 0 && { annotated }),
        intents: all.map(({ name, description, utterances }) => ({
          name,
          description: [description.en, description.zh].filter((text) => text !== ''),
          utterances: [...utterances.en, ...utterances.zh],
        })),
        outOfScope: sentences.flatMap((document) => [...document.sentences]),
        entities: definitions.map(entityFromStored),
      }
    },
  }
}
