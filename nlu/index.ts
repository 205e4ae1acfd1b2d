// The door of the room: train, keep, load, understand.
export { readTrainingDataInWorker, writeDatasetInWorker } from './dataset/exchange/exchange-in-worker.js'
export { fromTrainingSet } from './dataset/exchange/training-set-exchange.js'
export { lintInWorker, lintTrainingSet, type Finding } from './dataset/lint/index.js'
export { trainingSetSchema, type EntityDefinition, type TrainingSet } from './dataset/training-set.js'
export type { EncoderLanguage, Encoders, EncoderStamp, SentenceEncoder } from './encoder/encoder.js'
export { stampsOf } from './encoder/encoder.js'
export { fetchableEncoder, fetchEncoder } from './encoder/fetch-encoder.js'
export { modelsFolder } from './encoder/find-encoders.js'
export { listEncoders, verifyEncoders } from './encoder/list-encoders.js'
export { openEncoders } from './encoder/open-encoders.js'
export { ProductCatalogue, type CatalogueItem } from './entities/catalogue.js'
export { warmUpRecognizers } from './entities/recognizers.js'
export { analyseInWorker, compareInWorker } from './evaluation/analyse-in-worker.js'
export { trainingReportSchema, type TrainingReport } from './evaluation/report.js'
export { readLimit } from './languages/fold.js'
export type { ModelStore, ModelVersion } from './registry/model-store.js'
export { openLiveModel, type OpenLiveModelOptions } from './registry/open-live-model.js'
export { taskOfRows, trainOnRows, type TrainOnRowsOptions } from './registry/train-on-rows.js'
export { trainInWorker } from './registry/train-in-worker.js'
export { checkTrainingSet, trainModel, type TrainOptions } from './registry/train-model.js'
export {
  deserializeModel,
  hashTraining,
  loadModel,
  serializeModel,
  type TrainedModel,
} from './registry/trained-model.js'
export { nearestExamples, type NearExample } from './semantic/nearest-examples.js'
export { createUnderstander, type SwappableUnderstander } from './understander.js'
export type * from './understanding.js'
