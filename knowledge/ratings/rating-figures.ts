// How satisfied customers were with the conversations of a period, apart for what people and what the bot resolved.
import type { Store } from '../store/connection.js'

export interface RatedFigures {
  /** Ratings given to conversations that were resolved in the period. */
  rated: number
  /** Sum of their stars. */
  stars: number
  /** Those with four or five. */
  good: number
}

export interface RatingFigures {
  /** Resolutions of the period whose customers could say how it went. */
  asked: number
  bot: RatedFigures
  person: RatedFigures
}

/** Channels that ask how it went. */
const askingChannels = ['web']
const nothing: RatedFigures = { rated: 0, stars: 0, good: 0 }

export function ratingFigures(store: Store) {
  const { events, ratings } = store.models
  return {
    async between(from: Date, until: Date): Promise<RatingFigures> {
      const window = { $gte: from, $lt: until }
      const [asked, groups] = await Promise.all([
        events.countDocuments({
          type: { $in: ['handoff.resolved', 'conversation.resolved'] },
          at: window,
          'data.channel': { $in: askingChannels },
        }),
        ratings.aggregate<RatedFigures & { _id: boolean }>([
          { $match: { resolvedAt: window } },
          {
            $group: {
              _id: { $eq: [{ $type: '$by' }, 'missing'] },
              rated: { $sum: 1 },
              stars: { $sum: '$score' },
              good: { $sum: { $cond: [{ $gte: ['$score', 4] }, 1, 0] } },
            },
          },
        ]),
      ])
      const of = (byBot: boolean): RatedFigures => {
        const found = groups.find(({ _id }) => _id === byBot)
        return found ? { rated: found.rated, stars: found.stars, good: found.good } : nothing
      }
      return { asked, bot: of(true), person: of(false) }
    },
  }
}
