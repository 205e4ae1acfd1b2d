// A trained model as one value, and its way to bytes and back.
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import { entityDefinitionSchema, type TrainingSet } from '../dataset/training-set.js'
import { trainingReportSchema, type TrainingReport } from '../evaluation/report.js'
import type { IntentModel } from '../intents/intent-model.js'
import type { TrainedTagger } from '../entities/tagger/index.js'
import type { EncoderLanguage, EncoderStamp } from '../encoder/encoder.js'
import type { SemanticPart } from '../semantic/semantic-part.js'
import type { FeelingModel } from '../sentiment/feeling-model.js'
import { feelingHeaderSchema, packFeeling, unpackFeeling } from './feeling-sections.js'
import { packSemantic, semanticHeaderSchema, unpackSemantic } from './semantic-sections.js'
import { packTagger, taggerHeaderSchema, unpackTagger } from './tagger-sections.js'
import { damaged, packModel, unpackModel, unpackModelAside, type Section, type UnpackedModel } from './model-file.js'

export interface TrainedModel {
  intentModel: IntentModel
  /** By language; empty when trained without encoders. */
  semantic: Partial<Record<EncoderLanguage, SemanticPart>>
  /** Where the set has annotated sentences. */
  tagger?: TrainedTagger
  /** Where the set has enough rated texts. */
  feeling?: FeelingModel
  settings: ModelSettings
  /** What the training says about itself. */
  report: TrainingReport
  /** SHA-256 of the training set and seed: equal hashes give equal models. */
  trainingHash: string
}

const settingsSchema = z.object({
  temperature: z.number().positive(),
  threshold: z.number(),
  /** Lists and patterns travel with the model, so that a version answers the same wherever it is loaded. */
  entities: z.array(entityDefinitionSchema),
  /** Chinese words of the training texts, most frequent first: what pinyin and slips of the keyboard are read as. */
  lexicon: z.array(z.string()).optional(),
})
export type ModelSettings = z.infer<typeof settingsSchema>

const headerSchema = z.object({
  format: z.literal(2),
  intents: z.array(z.string()).min(1),
  unseenIdf: z.number(),
  settings: settingsSchema,
  report: trainingReportSchema,
  trainingHash: z.string(),
  semantic: semanticHeaderSchema.default({}),
  tagger: taggerHeaderSchema.optional(),
  feeling: feelingHeaderSchema.optional(),
})

/** Names a training: data, seed, encoders and the version of the engine that reads them. */
export const hashTraining = (set: TrainingSet, seed: number, encoders: readonly EncoderStamp[] = []): string =>
  createHash('sha256')
    .update(JSON.stringify([4, seed, set, ...encoders.map(({ checksum }) => checksum)]))
    .digest('hex')

export function serializeModel(model: TrainedModel): Buffer {
  const { intents, unseenIdf, hashes, idf, bias, offsets, classes, weights, scales } = model.intentModel
  const { settings, report, trainingHash } = model
  const sections: [string, Section][] = Object.entries({ hashes, idf, bias, offsets, classes, weights, scales })
  const semantic = packSemantic(model.semantic)
  const tagger = packTagger(model.tagger)
  const feeling = packFeeling(model.feeling)
  const header = {
    format: 2,
    intents,
    unseenIdf,
    settings,
    report,
    trainingHash,
    semantic: semantic.header,
    tagger: tagger.header,
    feeling: feeling.header,
  }
  return packModel(header, new Map([...sections, ...semantic.sections, ...tagger.sections, ...feeling.sections]))
}

/** Answers exactly as the model that was serialised; anything else is a `model-damaged` error. */
export const deserializeModel = (bytes: Uint8Array): TrainedModel => readModel(unpackModel(bytes))

/**
 * As `deserializeModel`, while the event loop runs: a server that answers customers loads with this. What has to be done on this thread is
 * done in turns of its own, and what the caller does with the model, in the next. Rejects with `model-damaged`.
 */
export async function loadModel(bytes: Uint8Array): Promise<TrainedModel> {
  const model = readModel(await unpackModelAside(bytes))
  await nextTurn()
  return model
}

function readModel({ header, sections }: UnpackedModel): TrainedModel {
  const parsed = headerSchema.safeParse(header)
  if (!parsed.success) throw damaged('its header does not match the schema', parsed.error)
  const { intents, unseenIdf, settings, report, trainingHash } = parsed.data
  const section = <T extends Section>(name: string, type: new (length: number) => T): T => {
    const found = sections.get(name)
    if (!(found instanceof type)) throw damaged(`section ${name} is missing`)
    return found
  }
  const intentModel: IntentModel = {
    intents,
    unseenIdf,
    hashes: section('hashes', Uint32Array),
    idf: section('idf', Float32Array),
    bias: section('bias', Float32Array),
    offsets: section('offsets', Uint32Array),
    classes: section('classes', Uint16Array),
    weights: section('weights', Int8Array),
    scales: section('scales', Float32Array),
  }
  const semantic = unpackSemantic(parsed.data.semantic, section)
  const tagger = parsed.data.tagger && unpackTagger(parsed.data.tagger, section)
  const feeling = parsed.data.feeling && unpackFeeling(parsed.data.feeling, section)
  return {
    ...{ intentModel, semantic, settings, report, trainingHash },
    ...(tagger === undefined ? {} : { tagger }),
    ...(feeling === undefined ? {} : { feeling }),
  }
}
