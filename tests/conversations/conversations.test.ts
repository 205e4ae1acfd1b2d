// Runs every story of this folder over the real pipeline: embedded database, seeded demo shop, trained model, jobs, scripted channel.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.js'
import { checkAnswer } from './check-answer.js'
import { readStories, storyFiles } from './story.js'

let shop: TestApp
beforeAll(async () => {
  shop = await startTestApp()
})
afterAll(() => shop.stop())

const files = storyFiles().map((name) => ({ name, stories: readStories(new URL(name, import.meta.url)) }))

describe.each(files)('$name', ({ stories }) => {
  it.each(stories)('$story', async (story) => {
    await shop.resetNamedCustomers()
    const conversationKey = shop.newConversationKey()
    let answer = await Promise.resolve<Awaited<ReturnType<TestApp['converse']>> | undefined>(undefined)
    for (const step of story.steps) {
      if ('user' in step) {
        answer = await shop.converse({
          text: step.user,
          conversationKey,
          ...(story.as !== undefined && { customerNumber: story.as }),
        })
      } else {
        checkAnswer(step, answer)
      }
    }
    for (const [number, status] of Object.entries(story.orders ?? {})) {
      expect((await shop.order(number))?.status, `order ${number}`).toBe(status)
    }
  })
})

describe('the stories', () => {
  it('are at least sixty, in both languages', () => {
    const all = files.flatMap(({ stories }) => stories)
    const chinese = all.filter((story) =>
      story.steps.some((step) => 'user' in step && /\p{Script=Han}/u.test(step.user)),
    )
    expect(all.length).toBeGreaterThanOrEqual(60)
    expect(chinese.length).toBeGreaterThanOrEqual(25)
    expect(all.length - chinese.length).toBeGreaterThanOrEqual(25)
  })

  it('have titles of their own', () => {
    const titles = files.flatMap(({ stories }) => stories.map(({ story }) => story))
    expect(new Set(titles).size).toBe(titles.length)
  })
})
