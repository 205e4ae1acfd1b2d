// The promises every channel keeps, as one test suite: a channel's own test passes a harness that plays its customer's side.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbound, IngestResult } from '../bot/domain/inbound.js'
import { inboundId, messageId, type ChannelIdentityId, type ConversationId } from '../bot/domain/ids.js'
import type { Message, Reply } from '../bot/domain/message.js'
import { AppError } from '../platform/errors.js'
import type { Channel, Destination } from './channel.js'

/** What the customer's side of a channel saw: one entry a message, in the order it shows them. */
export interface Seen {
  text: string
  quickReplies: readonly string[]
  cardTitles: readonly string[]
}

export type Accepted = { kind: 'accepted' } | { kind: 'refused'; code: string }

/** Plays the customer on the other side of one channel, over that channel's real transport. */
export interface ChannelHarness {
  channel: Channel
  /** The customer writes. `id` is the transport's message id: the same one again is a redelivery. Resolves when the channel answered. */
  write(text: string, id: string): Promise<Accepted>
  /** What the customer's screen shows from the bot, duplicates that the client removes left out. */
  seen(): Promise<readonly Seen[]>
  /** The address of the customer who wrote, once one message was accepted. */
  destination(inbound: Inbound): Destination
  close(): Promise<void>
}

/** A core that stores in memory, refuses on demand and can be held up. */
export function recordingCore() {
  const stored = new Map<string, Inbound>()
  const calls: Inbound[] = []
  let gate: Promise<void> = Promise.resolve()
  let fault: AppError | undefined
  const ingest = async (inbound: Inbound): Promise<IngestResult> => {
    calls.push(inbound)
    await gate
    if (fault) throw fault
    const id = inboundId(inbound.channel, inbound.externalId)
    const kind = stored.has(id) ? ('duplicate' as const) : ('stored' as const)
    if (kind === 'stored') stored.set(id, inbound)
    return { kind, inboundId: id, conversationId: `cnv_${inbound.conversationKey}` as ConversationId, at: inbound.at }
  }
  return {
    ingest,
    calls,
    texts: () => [...stored.values()].map((inbound) => inbound.text),
    last: () => {
      const inbound = calls.at(-1)
      if (!inbound) throw new Error('nothing was taken in')
      return inbound
    },
    failWith: (error: AppError | undefined) => {
      fault = error
    },
    /** Holds every ingest until the returned function is called. */
    hold: () => {
      let open = () => {}
      gate = new Promise<void>((resolve) => {
        open = resolve
      })
      return open
    },
  }
}

export const destinationOf = (inbound: Inbound): Destination => ({
  id: `cnv_${inbound.conversationKey}` as ConversationId,
  channel: inbound.channel,
  conversationKey: inbound.conversationKey,
  identityId: 'idn_1' as ChannelIdentityId,
  locale: inbound.locale ?? 'en',
  ...(inbound.reference && { reference: inbound.reference }),
})

export const outgoing = (to: Destination, seq: number, content: Reply): Message => ({
  id: messageId(to.id, seq),
  conversationId: to.id,
  seq,
  direction: 'out',
  author: { kind: 'bot' },
  content,
  at: new Date('2026-05-01T10:00:00Z'),
})

const squeezed = (text: string) => text.replace(/\s+/g, '')

/** `open` makes a fresh channel on ports of its own; the suite closes it. */
export function describeChannelContract(name: string, open: () => Promise<ChannelHarness>): void {
  describe(`${name} keeps the promises of a channel:`, () => {
    let harness: ChannelHarness
    let core: ReturnType<typeof recordingCore>

    beforeEach(async () => {
      harness = await open()
      core = recordingCore()
      await harness.channel.start({ ingest: core.ingest })
    })
    afterEach(() => harness.close())

    const greeted = async () => {
      expect(await harness.write('hello', 'greeting')).toEqual({ kind: 'accepted' })
      return harness.destination(core.last())
    }

    it('hands a message to the core with its own name, the text unchanged and a time', async () => {
      const text = '你好, where is order NL-10023? 🙂'
      expect(await harness.write(text, 'm-1')).toEqual({ kind: 'accepted' })
      expect(core.last()).toMatchObject({
        channel: harness.channel.name,
        text,
        from: { channel: harness.channel.name },
      })
      expect(core.last().at).toBeInstanceOf(Date)
    })

    it('gives a redelivered message the same external id, so that it is stored once', async () => {
      await harness.write('only once', 'm-1')
      await harness.write('only once', 'm-1')
      expect(core.texts()).toEqual(['only once'])
    })

    it('keeps different messages apart and in one conversation', async () => {
      await harness.write('same words', 'm-1')
      await harness.write('same words', 'm-2')
      expect(core.texts()).toEqual(['same words', 'same words'])
      expect(new Set(core.calls.map((inbound) => inbound.conversationKey)).size).toBe(1)
    })

    it('does not acknowledge what the core could not store, and takes it when it is sent again', async () => {
      core.failWith(new AppError('database-unreachable', 'The database does not answer.', { retryable: true }))
      expect(await harness.write('try me', 'm-1')).toMatchObject({ kind: 'refused' })
      core.failWith(undefined)
      expect(await harness.write('try me', 'm-1')).toEqual({ kind: 'accepted' })
      expect(core.texts()).toEqual(['try me'])
    })

    it.each([
      ['an empty message', '   ', 'message-empty'],
      ['a text with an unpaired surrogate', 'bad \ud83d text', 'message-malformed'],
    ])('refuses %s and says why', async (_what, text, code) => {
      expect(await harness.write(text, 'm-1')).toEqual({ kind: 'refused', code })
      expect(core.calls).toEqual([])
    })

    it('delivers replies in order', async () => {
      const to = await greeted()
      for (const [index, text] of ['one', 'two', 'three'].entries())
        expect(await harness.channel.deliver(to, outgoing(to, index + 2, { text }))).toMatchObject({
          kind: expect.stringMatching(/^(sent|delivered)$/) as string,
        })
      expect((await harness.seen()).map((entry) => entry.text)).toEqual(['one', 'two', 'three'])
    })

    it('shows a message once that is delivered twice', async () => {
      const to = await greeted()
      const message = outgoing(to, 2, { text: 'once' })
      await harness.channel.deliver(to, message)
      await harness.channel.deliver(to, message)
      expect((await harness.seen()).map((entry) => entry.text)).toEqual(['once'])
    })

    it('shows a message once that two workers deliver at the same time', async () => {
      const to = await greeted()
      const message = outgoing(to, 2, { text: 'once' })
      await Promise.all([harness.channel.deliver(to, message), harness.channel.deliver(to, message)])
      expect((await harness.seen()).map((entry) => entry.text)).toEqual(['once'])
    })

    it("does not show the customer's own message as something the bot said", async () => {
      const to = await greeted()
      await harness.channel.deliver(to, {
        ...outgoing(to, 1, { text: 'hello' }),
        direction: 'in',
        author: { kind: 'customer' },
      })
      expect(await harness.seen()).toEqual([])
    })

    it('brings a text longer than its limit over whole, in pieces that fit', async () => {
      const to = await greeted()
      const text = 'A sentence that goes on. '.repeat(
        Math.min(2000, Math.ceil((harness.channel.limits.maxTextLength * 2.5) / 25)),
      )
      await harness.channel.deliver(to, outgoing(to, 2, { text }))
      const texts = (await harness.seen()).map((entry) => entry.text)
      expect(texts.every((piece) => piece.length <= harness.channel.limits.maxTextLength)).toBe(true)
      expect(squeezed(texts.join(''))).toBe(squeezed(text))
    })

    it('shows buttons and cards, as words where it has none', async () => {
      const to = await greeted()
      const content: Reply = {
        text: 'Which one?',
        quickReplies: [
          { label: 'The first', value: '1' },
          { label: 'The second', value: '2' },
        ],
        card: { kind: 'product', title: 'Desk lamp' },
      }
      await harness.channel.deliver(to, outgoing(to, 2, content))
      const seen = await harness.seen()
      const everything = seen.flatMap((entry) => [entry.text, ...entry.quickReplies, ...entry.cardTitles]).join('\n')
      for (const part of ['Which one?', 'The first', 'The second', 'Desk lamp']) expect(everything).toContain(part)
      expect(Math.max(...seen.map((entry) => entry.quickReplies.length))).toBe(
        Math.min(2, harness.channel.limits.maxQuickReplies),
      )
    })

    it('finishes what is under way before it has stopped', async () => {
      const open = core.hold()
      const writing = harness.write('just in time', 'm-1')
      await expect.poll(() => core.calls.length).toBe(1)
      const stopping = harness.channel.stop()
      open()
      expect(await writing).toEqual({ kind: 'accepted' })
      await stopping
      expect(core.texts()).toEqual(['just in time'])
    })

    it('takes nothing in any more once it has stopped', async () => {
      await harness.channel.stop()
      expect(await harness.write('too late', 'm-1').catch(() => ({ kind: 'refused' }))).toMatchObject({
        kind: 'refused',
      })
      expect(core.calls).toEqual([])
    })
  })
}
