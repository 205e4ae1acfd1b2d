// Home: what needs attention, and today's figures in the reader's own time zone.
import type { Clock } from '../../../platform/clock.js'
import type { HomeFigures, IntentStore, Misses, Models, RatingFigures, Snapshots } from '../ports.js'
import type { EncoderShelf } from '../encoders/handlers.js'
import { missesKeptMs } from '../misses/handlers.js'
import type { Handlers } from '../serve.js'
import type { homeContract } from './contract.js'
import { dayStarts, hourStarts } from './periods.js'

export interface HomeDeps {
  figures: HomeFigures
  ratingFigures: RatingFigures
  misses: Misses
  intents: IntentStore
  models: Models
  snapshots: Snapshots
  encoders: Pick<EncoderShelf, 'missing'>
  clock: Clock
}

const shownDays = 14
const ratedDays = 30

export function homeHandlers(deps: HomeDeps): Handlers<typeof homeContract> {
  const { figures, ratingFigures, misses, intents, models, snapshots, encoders, clock } = deps

  const changesToPublish = async (): Promise<number> => {
    const live = (await models.versions(100)).find((version) => version.live)
    if (live === undefined) return 0
    return intents.changesSince((await snapshots.get(live.id))?.at ?? live.createdAt)
  }

  return {
    async get({ query }) {
      const now = clock.now()
      const days = dayStarts(now, query.timeZone, shownDays)
      const today = days[days.length - 1] ?? now
      const hours = hourStarts(today, now)
      const yesterdayStart = days[days.length - 2] ?? today
      const sameTimeYesterday = new Date(yesterdayStart.getTime() + (now.getTime() - today.getTime()))
      const months = dayStarts(now, query.timeZone, ratedDays)
      const ratedSince = (days: number) => ratingFigures.between(months[months.length - days] ?? today, now)
      const [byDay, byHour, [yesterday], answered, queue, deadJobs, open, changes, day, week, month] =
        await Promise.all([
          figures.series(days, now),
          figures.series(hours, now),
          figures.series([yesterdayStart], sameTimeYesterday),
          figures.answered(today, now),
          figures.queue(),
          figures.deadJobs(),
          misses.countOpen(new Date(now.getTime() - missesKeptMs)),
          changesToPublish(),
          ratedSince(1),
          ratedSince(7),
          ratedSince(ratedDays),
        ])
      const none = { conversations: 0, messages: 0, handOffs: 0, misses: 0, resolved: 0 }
      const dated = (starts: readonly Date[], values: readonly (typeof none)[]) =>
        starts.map((at, place) => ({ at: at.toISOString(), ...(values[place] ?? none) }))
      return {
        attention: {
          queue: queue.length,
          waitingSince: queue.waitingSince?.toISOString() ?? null,
          misses: open,
          deadJobs: deadJobs.map((job) => ({ ...job })),
          changesToPublish: changes,
          missingEncoders: [...encoders.missing()],
        },
        today: { ...(byDay.at(-1) ?? none), ...answered },
        yesterday: yesterday ?? none,
        satisfaction: { day, week, month },
        hours: dated(hours, byHour),
        days: dated(days, byDay),
      }
    },
  }
}
