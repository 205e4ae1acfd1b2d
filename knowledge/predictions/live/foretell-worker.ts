// The thread that foretells of many people.
import { answerFromWorker } from '../../../platform/in-worker.js'
import { foretellRows, type ForetellInput } from './foretell.js'

await answerFromWorker<ForetellInput, Float64Array[]>(foretellRows)
