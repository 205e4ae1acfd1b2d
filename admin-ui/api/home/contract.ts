// Home: what needs attention, and today's figures.
import { z } from 'zod'
import { instant, route } from '../route.js'

const figures = {
  conversations: z.number().int(),
  messages: z.number().int(),
  handOffs: z.number().int(),
  misses: z.number().int(),
  resolved: z.number().int(),
}

const rated = z.object({ rated: z.number().int(), stars: z.number().int(), good: z.number().int() })
/** `asked`: resolutions whose customers could rate them; `stars` are a sum, `good` those with four or five. */
const satisfaction = z.object({ asked: z.number().int(), bot: rated, person: rated })
export type Satisfaction = z.infer<typeof satisfaction>

export const homeView = z.object({
  attention: z.object({
    queue: z.number().int(),
    /** Since when the customer at the head of the queue has waited. */
    waitingSince: instant.nullable(),
    misses: z.number().int(),
    deadJobs: z.array(z.object({ name: z.string(), count: z.number().int() })),
    changesToPublish: z.number().int(),
    /** Sentence encoders that the live version was trained with and that are not here: it answers by words alone. */
    missingEncoders: z.array(z.string()),
  }),
  today: z.object({
    ...figures,
    /** Turns that the bot answered, and all turns that were its to answer. */
    answered: z.number().int(),
    turns: z.number().int(),
    /** Half of the bot's turns took at most so long; null without turns. */
    medianMs: z.number().nullable(),
  }),
  /** The day before until the same time of day, to compare with. */
  yesterday: z.object(figures),
  /** How customers rated what was resolved today, in the last 7 days and in the last 30, today included. */
  satisfaction: z.object({ day: satisfaction, week: satisfaction, month: satisfaction }),
  /** One entry an hour of today in the asked time zone, then one a day for the last 14 days, today last. */
  hours: z.array(z.object({ at: instant, ...figures })),
  days: z.array(z.object({ at: instant, ...figures })),
})
export type HomeView = z.infer<typeof homeView>

const timeZone = z.string().max(60).refine(isTimeZone, 'is not a time zone').default('UTC')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const homeContract = {
  get: route({
    method: 'get',
    path: '/home',
    policy: 'home.read',
    summary: 'What needs attention, and the figures of today beside those of yesterday.',
    query: z.object({ timeZone }),
    response: homeView,
  }),
}
