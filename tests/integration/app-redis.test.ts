// The whole app with REDIS_URL: a wrong one stops the start by name, a right one carries the jobs, and losing Redis loses nothing.
import { afterEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.js'
import { startRedis, type TestRedis } from '../support/redis.js'
import { describeWith } from '../support/skip.js'

let redis: TestRedis | undefined
let app: TestApp | undefined
afterEach(async () => {
  await app?.stop()
  await redis?.stop()
  app = undefined
  redis = undefined
})

const ask = async (text: string, conversationKey: string) => {
  const line = await (app as TestApp).converse({ text, conversationKey, customerNumber: 'C1001' })
  return { flow: line.receipt?.flow, replies: line.replies.length }
}
const statusAsked = { flow: 'order-status', replies: 1 }

describe('REDIS_URL', () => {
  it('that nothing answers at stops the start and is named', async () => {
    await expect(startTestApp({ REDIS_URL: 'redis://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'redis-unreachable',
      message: expect.stringContaining('REDIS_URL') as string,
    })
  })

  it('that is no Redis address stops the start and is named', async () => {
    await expect(startTestApp({ REDIS_URL: '127.0.0.1:6379' })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('REDIS_URL: must begin with redis://') as string,
    })
  })
})

describeWith(['redis-server'], 'the app with a real Redis', () => {
  it('answers, also while Redis is away and after it came back empty', async () => {
    redis = await startRedis()
    app = await startTestApp({ REDIS_URL: redis.url })
    expect(await ask('where is NL-10023?', 'before')).toEqual(statusAsked)
    await redis.flush()
    expect(await ask('where is NL-10023?', 'flushed')).toEqual(statusAsked)
    await redis.kill()
    expect(await ask('where is NL-10023?', 'away')).toEqual(statusAsked)
    await redis.start()
    expect(await ask('where is NL-10023?', 'back')).toEqual(statusAsked)
  })

  it('refuses a Redis that wants a password it was not given', async () => {
    redis = await startRedis({ password: 'only-for-this-test' })
    await expect(startTestApp({ REDIS_URL: redis.url })).rejects.toMatchObject({ code: 'redis-unreachable' })
  })
})
