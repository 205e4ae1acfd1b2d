import { describeChannelContract, destinationOf, type ChannelHarness } from '../channel.contract.js'
import { connectWebClient } from './testing/web-client.js'
import { startWebServer } from './testing/web-server.js'

async function open(): Promise<ChannelHarness> {
  const server = await startWebServer()
  const client = connectWebClient(server.url, {}, {}, false)
  const connected = async () => {
    if (client.socket.connected) return
    client.socket.connect()
    await client.welcome()
  }
  return {
    channel: server.channel,
    async write(text, id) {
      await connected()
      const ack = await client.ask('send', { id: `client-${id}`, text })
      return ack.ok ? { kind: 'accepted' } : { kind: 'refused', code: ack.code }
    },
    async seen() {
      // A round trip: whatever was emitted before it has arrived after it.
      await client.ask('typing', { on: false })
      return client
        .messages()
        .filter((message) => message.direction === 'out')
        .map(({ content }) => ({
          text: content.text,
          quickReplies: (content.quickReplies ?? []).map((reply) => reply.label),
          cardTitles: content.card ? [content.card.title] : [],
        }))
    },
    destination: destinationOf,
    async close() {
      client.close()
      await server.close()
    },
  }
}

describeChannelContract('The web channel', open)
