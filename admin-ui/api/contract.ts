// The whole admin API. A new room joins here: its routes are then served, documented, callable from the browser and visited by the tests.
import { analysisContract } from './analysis/contract.js'
import { auditContract } from './audit/contract.js'
import { conversationsContract } from './conversations/contract.js'
import { customersContract } from './customers/contract.js'
import { encodersContract } from './encoders/contract.js'
import { exchangeContract } from './exchange/contract.js'
import { homeContract } from './home/contract.js'
import { importsContract } from './imports/contract.js'
import { importFilesContract, importSourcesContract } from './imports/files-contract.js'
import { identityContract } from './identity/contract.js'
import { missesContract } from './misses/contract.js'
import { predictionsContract } from './predictions/contract.js'
import { reasonsContract } from './reasons/contract.js'
import { recommendationsContract } from './recommendations/contract.js'
import { segmentsContract } from './segments/contract.js'
import { sessionContract } from './session/contract.js'
import { trainContract } from './train/contract.js'
import { usersContract } from './users/contract.js'

export const adminContract = {
  session: sessionContract,
  home: homeContract,
  conversations: conversationsContract,
  train: trainContract,
  analysis: analysisContract,
  exchange: exchangeContract,
  encoders: encodersContract,
  misses: missesContract,
  identity: identityContract,
  predictions: predictionsContract,
  recommendations: recommendationsContract,
  segments: segmentsContract,
  customers: customersContract,
  reasons: reasonsContract,
  imports: importsContract,
  importFiles: importFilesContract,
  importSources: importSourcesContract,
  users: usersContract,
  audit: auditContract,
}
export type AdminContract = typeof adminContract
