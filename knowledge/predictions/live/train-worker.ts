// The thread that chooses, fits and judges the model of one target.
import { answerFromWorker } from '../../../platform/in-worker.js'
import { fitAndJudge, type FitInput, type Fitted } from './train.js'

await answerFromWorker<FitInput, Fitted>(fitAndJudge)
