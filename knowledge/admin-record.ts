// What the admin app reads and edits, over one store: the door for everything behind a sign-in.
import type { Clock } from '../platform/clock.js'
import { homeFigures } from './analytics/home-figures.js'
import { misses } from './analytics/misses.js'
import { articleTitles } from './articles/titles.js'
import { auditTrail } from './audit/audit-trail.js'
import { catalogue } from './commerce/catalogue.js'
import { conversationsReader, notes } from './conversations-reader/index.js'
import { imports } from './imports/index.js'
import { sourceDesk } from './imports/sources/index.js'
import { intentEditing } from './intents/intent-editing.js'
import { trainingRuns } from './intents/training-runs.js'
import { trainingSnapshots } from './intents/training-snapshots.js'
import { predictions } from './predictions/live/predictions.js'
import { customersTyping } from './presence/customers-typing.js'
import { ratedTexts } from './ratings/rated-texts.js'
import { ratingFigures } from './ratings/rating-figures.js'
import { reasons } from './reasons/reasons.js'
import { recommendations } from './recommendations/recommendations.js'
import { segmentDesk } from './segments/segment-desk.js'
import type { Store } from './store/connection.js'
import { loginAttempts } from './store/login-attempts.js'
import { sessions } from './store/sessions.js'
import { users } from './store/users.js'
import { upkeep } from './upkeep.js'

export type AdminRecord = ReturnType<typeof createAdminRecord>

/** Holds no connection of its own: closing the store ends it. */
export const createAdminRecord = (store: Store, clock: Clock) => {
  const { identity, customerDesk } = upkeep(store, clock, catalogue(store))
  return {
    accounts: { users: users(store), sessions: sessions(store), attempts: loginAttempts(store) },
    conversations: conversationsReader(store),
    notes: notes(store),
    customersTyping: customersTyping(store, clock),
    ratingFigures: ratingFigures(store),
    intents: intentEditing(store, clock),
    snapshots: trainingSnapshots(store),
    runs: trainingRuns(store, clock),
    articles: articleTitles(store),
    ratedTexts: () => ratedTexts(store),
    misses: misses(store, clock),
    figures: homeFigures(store),
    imports: imports(store, clock),
    importSources: sourceDesk(store, clock),
    identity,
    customerDesk,
    predictions: predictions(store, clock),
    recommendations: recommendations(store, clock, catalogue(store)),
    segments: segmentDesk(store, clock),
    audit: auditTrail(store, clock),
    reasons: reasons(store, clock),
  }
}
