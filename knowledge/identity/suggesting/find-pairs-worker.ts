// The thread that looks for records of one person.
import { answerFromWorker } from '../../../platform/in-worker.js'
import { findPairs, type FoundPair, type PairInput } from './find-pairs.js'

await answerFromWorker<PairInput, FoundPair[]>(findPairs)
