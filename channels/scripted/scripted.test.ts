import { describe, expect, it } from 'vitest'
import {
  describeChannelContract,
  destinationOf,
  outgoing,
  recordingCore,
  type ChannelHarness,
} from '../channel.contract.js'
import { AppError } from '../../platform/errors.js'
import { createScriptedChannel } from './index.js'

const key = 'talk-1'

async function open(): Promise<ChannelHarness> {
  const channel = createScriptedChannel()
  return {
    channel,
    write: (text, externalId) =>
      channel.send({ text, conversationKey: key, externalId }).then(
        () => ({ kind: 'accepted' as const }),
        (error: unknown) => ({ kind: 'refused' as const, code: error instanceof AppError ? error.code : 'internal' }),
      ),
    seen: async () =>
      channel.replies(key).map(({ content }) => ({
        text: content.text,
        quickReplies: (content.quickReplies ?? []).map((reply) => reply.label),
        cardTitles: content.card ? [content.card.title] : [],
      })),
    destination: destinationOf,
    close: () => channel.stop(),
  }
}

describeChannelContract('The scripted channel', open)

describe('the scripted channel', () => {
  it('speaks as a verified customer when it is given a customer number, else as a stranger of that conversation', async () => {
    const channel = createScriptedChannel()
    const core = recordingCore()
    await channel.start({ ingest: core.ingest })
    await channel.send({ text: 'hi', conversationKey: 'a', customerNumber: 'C1001' })
    expect(core.last().from).toMatchObject({ trust: 'verified', customerNumber: 'C1001' })
    await channel.send({ text: 'hi', conversationKey: 'b' })
    expect(core.last().from).toEqual({ channel: 'scripted', subject: 'b', trust: 'anonymous' })
  })

  it('gives the replies of a turn when the queue is idle, and none when nothing was said', async () => {
    const channel = createScriptedChannel()
    const core = recordingCore()
    await channel.start({ ingest: core.ingest })
    await channel.send({ text: 'hi', conversationKey: key })
    const to = destinationOf(core.last())
    const work = async () => void (await channel.deliver(to, outgoing(to, 2, { text: 'hello' })))
    expect((await channel.waitForTurn(key, work, 1)).map((message) => message.content.text)).toEqual(['hello'])
    expect(await channel.waitForTurn(key, async () => {}, 2)).toEqual([])
  })
})
