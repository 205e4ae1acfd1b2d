// What keeps a customer's record up to date, wired once: traits from events, segments from traits and predictions, and both again when records become one person.
import type { CustomerId } from '../bot/domain/ids.js'
import type { Clock } from '../platform/clock.js'
import type { Catalogue } from './commerce/catalogue.js'
import { consents } from './customers/consents.js'
import { customerDesk } from './customers/customer-desk.js'
import { enrichment } from './enrichment/enrich.js'
import { identityDesk } from './identity/identity-desk.js'
import { predictionScores } from './predictions/live/scores.js'
import { storedScores } from './predictions/live/stored-scores.js'
import { segments } from './segments/segments.js'
import type { Store } from './store/connection.js'

export function upkeep(store: Store, clock: Clock, shop: Catalogue) {
  const enriching = enrichment(store, clock, shop)
  const segmenting = segments(store, clock)
  const scoring = predictionScores(store, clock)
  const scored = storedScores(store)
  const refresh = async (id: CustomerId): Promise<void> => {
    await enriching.enrich(id)
    await segmenting.update(id)
  }
  /** After who somebody is, or what they let us know, has changed. */
  const renew = async (id: CustomerId): Promise<void> => {
    await scored.clearRefused(id)
    await refresh(id)
  }
  const said = consents(store, { onChanged: renew })
  return {
    enrichment: enriching,
    segments: segmenting,
    /** What is derived for a purpose goes when somebody refuses it, and comes back with their word. */
    consents: said,
    customerDesk: customerDesk(store, clock, { consents: said, onChanged: refresh }),
    /** After something happened to a customer: traits first, then the segments that look at them. Safe to repeat. */
    refresh,
    identity: identityDesk(store, clock, { onChanged: renew }),
    /** Scores that are due, then the segments of whose scores they are. Safe to repeat. */
    async keepScores(): Promise<void> {
      await segmenting.followScores(await scoring.keepUp())
    },
  }
}
