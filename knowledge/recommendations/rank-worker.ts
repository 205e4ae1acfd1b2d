// The thread that fits the recommender and ranks for everybody.
import { answerFromWorker } from '../../platform/in-worker.js'
import { rankEverybody, type RankInput, type RankOutput } from './rank-everybody.js'

await answerFromWorker<RankInput, RankOutput>(rankEverybody)
