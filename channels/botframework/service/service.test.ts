import { UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { destinationOf, outgoing, recordingCore } from '../../channel.contract.js'
import { checkedActivity } from './activity-in.js'
import { createBotFrameworkChannel } from './index.js'
import { appId, startBotServer, type BotServer } from './testing/bot-server.js'

let server: BotServer
let core: ReturnType<typeof recordingCore>
const counted: string[] = []

beforeEach(async () => {
  // botbuilder prints each token that it refuses.
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  counted.length = 0
  server = await startBotServer({
    metrics: {
      count: (name, labels) => void counted.push([name, ...Object.values(labels)].join(' ')),
      observe: () => undefined,
    },
  })
  core = recordingCore()
  await server.channel.start({ ingest: core.ingest })
})
afterEach(async () => {
  await server.close()
  vi.restoreAllMocks()
})

const greeted = async (changes: Record<string, unknown> = {}) => {
  expect(await server.post(server.activity('hello', 'greeting', changes))).toMatchObject({ status: 200 })
  return destinationOf(core.last())
}

describe('who may post', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  it.each<[string, () => Promise<Record<string, string>>, string, Record<string, unknown>?]>([
    ['nothing to show', async () => ({ authorization: '' }), 'token-missing'],
    ['another scheme', async () => ({ authorization: 'Basic abc' }), 'token-missing'],
    ['something that is no token', async () => bearer('abc'), 'token-invalid'],
    [
      'a token signed by somebody else',
      async () => bearer(await server.service.token({}, { forged: true })),
      'token-invalid',
    ],
    [
      'a token without a signature',
      async () => bearer(new UnsecuredJWT({ iss: server.service.url, aud: appId }).encode()),
      'token-invalid',
    ],
    [
      'a token for another bot',
      async () => bearer(await server.service.token({ aud: 'somebody-else' })),
      'token-invalid',
    ],
    [
      'a token of another issuer',
      async () => bearer(await server.service.token({ iss: 'https://evil.example' })),
      'token-invalid',
    ],
    [
      'a token of another service address',
      async () => bearer(await server.service.token({ serviceurl: 'https://evil.example' })),
      'token-invalid',
    ],
    [
      'a token whose key is not good for this channel',
      async () => bearer(await server.service.token()),
      'token-invalid',
      { channelId: 'facebook' },
    ],
    [
      'a token that is too old',
      async () => bearer(await server.service.token({}, { expiredS: 3600 })),
      'token-expired',
    ],
  ])('is not one with %s', async (_who, headers, code, changes = {}) => {
    expect(await server.post(server.activity('hello', 'm-1', changes), await headers())).toMatchObject({
      status: 401,
      code,
    })
    expect(core.calls).toEqual([])
    expect(counted).toContain(`refused botframework ${code}`)
  })

  it('cannot be anybody: without an app id there is no channel', () => {
    expect(() => createBotFrameworkChannel({ appId: '', appPassword: '', appType: 'MultiTenant' })).toThrow(
      'MICROSOFT_APP_ID',
    )
  })
})

describe('what is posted', () => {
  it.each<[string, unknown, string]>([
    ['nothing', '', 'type'],
    ['a list', [], 'body'],
    ['no type', {}, 'type'],
    ['an unknown type', { type: 'dance' }, 'type'],
  ])('is refused as a bad request: %s', async (_what, body, field) => {
    expect(await server.post(body)).toMatchObject({ status: 400, code: 'input-invalid', details: { field } })
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['no conversation', { conversation: undefined }, 'conversation'],
    ['an empty conversation id', { conversation: { id: '' } }, 'conversation.id'],
    ['half a character in an id', { from: { id: 'a\ud800' } }, 'from.id'],
    ['no sender', { from: undefined }, 'from'],
    ['no id', { id: undefined }, 'id'],
    ['a service address that is none', { serviceUrl: 'here' }, 'serviceUrl'],
    ['a wish to wait for replies', { deliveryMode: 'expectReplies' }, 'deliveryMode'],
  ])('is refused as a bad request: a message with %s', async (_what, changes, field) => {
    expect(await server.post(server.activity('hello', 'm-1', changes))).toMatchObject({
      status: 400,
      code: 'input-invalid',
      details: { field },
    })
    expect(core.calls).toEqual([])
  })

  it('is refused when it is not JSON or larger than an activity may be', async () => {
    expect(await server.post('{"type":')).toMatchObject({ status: 400, code: 'input-invalid' })
    expect(await server.post(server.activity('x'.repeat(300_000), 'm-1'))).toMatchObject({
      status: 400,
      code: 'input-invalid',
    })
  })

  it('must come from an https address, since our own token is sent there', () => {
    const activity = { type: 'typing', channelId: 'msteams', serviceUrl: 'http://10.0.0.1/', conversation: { id: 'c' } }
    expect(() => checkedActivity(activity, false)).toThrow('serviceUrl must be an https address')
    expect(checkedActivity({ ...activity, serviceUrl: 'https://smba.example/' }, false)).toBeDefined()
  })

  it.each(['typing', 'conversationUpdate', 'messageReaction', 'event'])(
    'is taken and does nothing when it is a %s',
    async (type) => {
      expect(await server.post(server.activity(undefined, 'm-1', { type }))).toMatchObject({ status: 200 })
      expect(core.calls).toEqual([])
      expect(counted).toEqual(['messages botframework ignored'])
    },
  )

  it('is not answered in a group, where others would read it', async () => {
    const conversation = { id: '19:group', isGroup: true }
    expect(await server.post(server.activity('where is my order', 'm-1', { conversation }))).toMatchObject({
      status: 200,
    })
    expect(core.calls).toEqual([])
  })

  it('becomes a message of an anonymous speaker with an address and a language', async () => {
    await server.post(server.activity('<at>Kefu</at> 你好', 'm-1', { locale: 'zh-CN' }))
    expect(core.last()).toMatchObject({
      channel: 'botframework',
      conversationKey: 'msteams:a:conversation-1',
      from: { subject: 'msteams:29:user-1', trust: 'anonymous', displayName: 'Ada' },
      locale: 'zh',
      reference: { channelId: 'msteams', serviceUrl: server.service.url, conversation: { tenantId: 'tenant-1' } },
    })
  })

  it('speaks through the value of a button without text', async () => {
    await server.post(server.activity(undefined, 'm-1', { value: 'yes' }))
    expect(core.texts()).toEqual(['yes'])
  })

  it.each([
    ['nothing but a file', '', 'en-US', 'message-empty', 'I can only read text here'],
    ['more characters than allowed', 'x'.repeat(10_001), 'zh-CN', 'message-too-long', '太长'],
    ['bytes', 'a\u0000b', 'en-US', 'message-malformed', 'could not read'],
  ])('is explained to the customer when it cannot be taken: %s', async (_what, text, locale, code, words) => {
    expect(await server.post(server.activity(text, 'm-1', { locale }))).toMatchObject({ code })
    expect(server.service.posted.map(({ activity }) => activity['text'])).toEqual([expect.stringContaining(words)])
  })
})

describe('what the bot says', () => {
  it("is posted to the customer's conversation with the bot's own token", async () => {
    const to = await greeted()
    expect(await server.channel.deliver(to, outgoing(to, 2, { text: 'Hi' }))).toEqual({
      kind: 'sent',
      externalId: 'posted-1',
    })
    expect(server.service.posted).toMatchObject([
      {
        path: '/v3/conversations/a:conversation-1/activities',
        authorization: server.service.botToken,
        activity: { type: 'message', text: 'Hi', locale: 'en', recipient: { id: '29:user-1' }, from: { id: '28:bot' } },
      },
    ])
    expect(server.service.posted[0]?.activity).not.toHaveProperty('replyToId')
  })

  it.each([403, 404, 413])('is given up when the service answers %i', async (status) => {
    const to = await greeted()
    server.service.answerWith(status)
    expect(await server.channel.deliver(to, outgoing(to, 2, { text: 'Hi' }))).toMatchObject({ kind: 'undeliverable' })
  })

  it.each([401, 429, 500, 503])('is tried again later when the service answers %i', async (status) => {
    const to = await greeted()
    server.service.answerWith(status)
    const message = outgoing(to, 2, { text: 'Hi' })
    const failing = server.channel.deliver(to, message)
    await expect(failing).rejects.toMatchObject({ code: 'delivery-failed', retryable: true, details: { status } })
    expect(server.service.tries()).toBe(1)
    server.service.answerWith(undefined)
    expect(await server.channel.deliver(to, message)).toMatchObject({ kind: 'sent' })
  })

  it('is tried again later when the service cannot be reached', async () => {
    const to = await greeted()
    const reference = { ...to.reference, serviceUrl: 'http://127.0.0.1:1' }
    await expect(server.channel.deliver({ ...to, reference }, outgoing(to, 2, { text: 'Hi' }))).rejects.toMatchObject({
      code: 'delivery-failed',
      retryable: true,
    })
  })

  it('goes nowhere when the conversation has no address of this channel', async () => {
    const to = await greeted()
    const message = outgoing(to, 2, { text: 'Hi' })
    expect(await server.channel.deliver({ ...to, reference: { mail: 'a' } }, message)).toMatchObject({
      kind: 'undeliverable',
    })
  })

  it('fits the service behind: buttons that it does not show become words', async () => {
    const quickReplies = ['one', 'two', 'three', 'four'].map((label) => ({ label, value: label }))
    const teams = await greeted()
    await server.channel.deliver(teams, outgoing(teams, 2, { text: 'Which?', quickReplies }))
    const sms = await greeted({ channelId: 'sms', conversation: { id: 'sms-1' } })
    await server.channel.deliver(sms, outgoing(sms, 2, { text: 'Which?', quickReplies }))
    expect(server.service.posted.map(({ activity }) => activity)).toMatchObject([
      {
        text: 'Which?\n\n- four',
        suggestedActions: { actions: [{ title: 'one' }, { title: 'two' }, { title: 'three' }] },
      },
      { text: 'Which?\n\n- one\n- two\n- three\n- four' },
    ])
  })

  it('shows that it is writing', async () => {
    const to = await greeted()
    server.channel.typing?.(to, true)
    await expect.poll(() => server.service.posted.map(({ activity }) => activity['type'])).toEqual(['typing'])
  })
})
