// Worker thread: lints one set and posts the findings. Ends by itself.
import { parentPort, workerData } from 'node:worker_threads'
import type { TrainingSet } from '../training-set.js'
import { lintTrainingSet } from './lint-training-set.js'

parentPort?.postMessage(lintTrainingSet(workerData as TrainingSet))
