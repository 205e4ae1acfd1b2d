import { describeChannelContract, destinationOf, type Accepted, type Seen } from '../../channel.contract.js'
import type { Reply } from '../../../bot/domain/message.js'
import { replyOf } from '../activity.js'
import { startBotServer } from './testing/bot-server.js'

const seenOf = ({ text, quickReplies, card }: Reply): Seen => ({
  text,
  quickReplies: (quickReplies ?? []).map((button) => button.label),
  cardTitles: card ? [card.title] : [],
})

describeChannelContract('the Bot Framework channel', async () => {
  const server = await startBotServer()
  return {
    channel: server.channel,
    write: async (text, id): Promise<Accepted> => {
      const { status, code } = await server.post(server.activity(text, id))
      return status === 200 ? { kind: 'accepted' } : { kind: 'refused', code: code ?? String(status) }
    },
    seen: async () => server.service.posted.map(({ activity }) => seenOf(replyOf(activity))),
    destination: destinationOf,
    close: server.close,
  }
})
