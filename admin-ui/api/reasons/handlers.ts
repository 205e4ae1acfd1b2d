// Contact reasons, as the record groups them.
import type { Handlers } from '../serve.js'
import type { reasonsContract, ReasonView } from './contract.js'

/** What this room needs from the record. knowledge/reasons satisfies it. */
export interface ContactReasons {
  list(weeks: number): Promise<
    readonly (Pick<ReasonView, 'id' | 'language' | 'label' | 'messages' | 'conversations'> & {
      words: readonly string[]
      intent?: string
      weeks: readonly ReasonView['weeks'][number][]
      examples: readonly { text: string; conversationId: string; at: Date }[]
    })[]
  >
}

export const reasonsHandlers = ({ reasons }: { reasons: ContactReasons }): Handlers<typeof reasonsContract> => ({
  list: async ({ query }) => ({
    items: (await reasons.list(query.weeks)).map(({ words, weeks, examples, ...reason }) => ({
      ...reason,
      words: [...words],
      weeks: [...weeks],
      examples: examples.map(({ at, ...example }) => ({ ...example, at: at.toISOString() })),
    })),
  }),
})
