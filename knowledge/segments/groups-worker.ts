// The thread that groups many customers by their purchases.
import { answerFromWorker } from '../../platform/in-worker.js'
import { rfmGroups, type Purchases, type RfmGroups } from './rfm.js'

await answerFromWorker<Purchases, RfmGroups>((purchases) => rfmGroups(purchases))
