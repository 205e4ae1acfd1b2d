// All collections of the record, bound to one connection.
import type { Connection, Model, Schema } from 'mongoose'
import { articleMongoose } from './article-model.js'
import { auditMongoose } from './audit-model.js'
import { consentMongoose } from './consent-model.js'
import {
  contactReasonMongoose,
  reasonGroupingMongoose,
  reasonMessageMongoose,
  reasonProgressMongoose,
} from './contact-reason-model.js'
import { conversationMongoose } from './conversation-model.js'
import { conversationTermsMongoose } from './conversation-terms-model.js'
import { customerMongoose } from './customer-model.js'
import { customerNoteMongoose } from './customer-note-model.js'
import { dataOwnerMongoose } from './data-owner-model.js'
import { entityMongoose } from './entity-model.js'
import { eventMongoose } from './event-model.js'
import { handOverMongoose } from './hand-over-model.js'
import { identityMongoose } from './identity-model.js'
import { identityRulesMongoose } from './identity-rules-model.js'
import { importBatchMongoose } from './import-batch-model.js'
import { importLetterMongoose } from './import-letter-model.js'
import { importSourceMongoose } from './import-source-model.js'
import { inboxMongoose } from './inbox-model.js'
import { intentChangeMongoose } from './intent-change-model.js'
import { intentMongoose } from './intent-model.js'
import { jobMongoose } from './job-model.js'
import { keptFileMongoose } from './kept-file-model.js'
import { leaseMongoose } from './lease-model.js'
import { loginAttemptMongoose } from './login-attempt-model.js'
import { mergeMongoose } from './merge-model.js'
import { messageMongoose } from './message-model.js'
import { missDecisionMongoose } from './miss-decision-model.js'
import { liveModelMongoose, modelChunkMongoose, modelVersionMongoose } from './model-version-model.js'
import { noteMongoose } from './note-model.js'
import { orderMongoose } from './order-model.js'
import { outOfScopeMongoose } from './out-of-scope-model.js'
import { predictionScoreMongoose, scoringMongoose } from './prediction-score-model.js'
import { presenceMongoose } from './presence-model.js'
import { productMongoose } from './product-model.js'
import { profileCheckpointMongoose } from './profile-checkpoint-model.js'
import { ratingMongoose } from './rating-model.js'
import { receiptMongoose } from './receipt-model.js'
import { recommendationMongoose } from './recommendation-model.js'
import { reviewMongoose } from './review-model.js'
import { revisionMongoose } from './revision-model.js'
import { seedMongoose } from './seed-model.js'
import { segmentChangeMongoose, segmentMemberMongoose, segmentMongoose } from './segment-model.js'
import { sessionMongoose } from './session-model.js'
import { suggestionMongoose } from './suggestion-model.js'
import { trainingRunMongoose } from './training-run-model.js'
import { traitHistoryMongoose } from './trait-history-model.js'
import { trainingSnapshotMongoose } from './training-snapshot-model.js'
import { userMongoose } from './user-model.js'

const schemas = {
  articles: articleMongoose,
  audit: auditMongoose,
  consents: consentMongoose,
  contactReasons: contactReasonMongoose,
  conversations: conversationMongoose,
  conversationTerms: conversationTermsMongoose,
  customerNotes: customerNoteMongoose,
  customers: customerMongoose,
  dataOwners: dataOwnerMongoose,
  entities: entityMongoose,
  events: eventMongoose,
  handOvers: handOverMongoose,
  identities: identityMongoose,
  identityRules: identityRulesMongoose,
  importBatches: importBatchMongoose,
  importLetters: importLetterMongoose,
  importSources: importSourceMongoose,
  inbox: inboxMongoose,
  intentChanges: intentChangeMongoose,
  intents: intentMongoose,
  jobs: jobMongoose,
  keptFiles: keptFileMongoose,
  leases: leaseMongoose,
  liveModels: liveModelMongoose,
  loginAttempts: loginAttemptMongoose,
  merges: mergeMongoose,
  messages: messageMongoose,
  missDecisions: missDecisionMongoose,
  modelChunks: modelChunkMongoose,
  modelVersions: modelVersionMongoose,
  notes: noteMongoose,
  orders: orderMongoose,
  outOfScope: outOfScopeMongoose,
  predictionScores: predictionScoreMongoose,
  presences: presenceMongoose,
  products: productMongoose,
  profileCheckpoints: profileCheckpointMongoose,
  reasonGroupings: reasonGroupingMongoose,
  reasonMessages: reasonMessageMongoose,
  reasonProgress: reasonProgressMongoose,
  ratings: ratingMongoose,
  receipts: receiptMongoose,
  recommendations: recommendationMongoose,
  reviews: reviewMongoose,
  revisions: revisionMongoose,
  scorings: scoringMongoose,
  seeds: seedMongoose,
  segmentChanges: segmentChangeMongoose,
  segmentMembers: segmentMemberMongoose,
  segments: segmentMongoose,
  sessions: sessionMongoose,
  suggestions: suggestionMongoose,
  trainingRuns: trainingRunMongoose,
  trainingSnapshots: trainingSnapshotMongoose,
  traitHistory: traitHistoryMongoose,
  users: userMongoose,
}

type Schemas = typeof schemas
export type Models = { [Name in keyof Schemas]: Schemas[Name] extends Schema<infer T> ? Model<T> : never }

/** Compiles every model on `connection`. Touches no database. */
export function compileModels(connection: Connection): Models {
  const compiled = Object.entries(schemas).map(([name, schema]) => [name, connection.model(name, schema as Schema)])
  return Object.fromEntries(compiled) as Models
}
