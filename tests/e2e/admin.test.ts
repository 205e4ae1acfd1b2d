// The admin app over the running product, in a real browser: signing in, the team, teaching the bot, taking a conversation over.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminOn, printedPassword } from '../support/admin-page.js'
import { patience, withBrowser } from '../support/browser.js'
import { startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'
import { widgetOn } from '../support/widget-page.js'

const passwords = {
  admin: 'lanterns over the water',
  trainer: 'nine patient parrots',
  agent: 'a kettle on the porch',
}

const gift = {
  name: 'gift-card',
  en: [
    'do you sell gift cards?',
    'can I buy a gift card?',
    'I want a gift card for my sister',
    'are there gift cards',
    'gift card please',
    'how much is a gift card',
    'where can I get a gift card',
    'can I order a gift card online',
    'do you have digital gift cards',
    'I would like to give somebody a gift card',
  ],
  zh: [
    '你们卖礼品卡吗',
    '我想买一张礼品卡',
    '有礼品卡吗',
    '礼品卡怎么买',
    '礼品卡多少钱',
    '可以在线购买礼品卡吗',
    '想送朋友一张礼品卡',
    '有没有电子礼品卡',
    '哪里可以买到礼品卡',
    '给我来一张礼品卡',
  ],
  answer: {
    en: 'Gift cards come in 25, 50 and 100 dollars, by email.',
    zh: '礼品卡有 25、50 和 100 美元三种，通过邮件发送。',
  },
}

describeWith(['chromium'], 'the admin app', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-admin-'))
  const oneTime = { trainer: '', agent: '' }
  let server: ServerProcess

  beforeAll(async () => {
    server = await startServer(join(folder, 'data'))
  }, 300_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (options: Parameters<typeof device>[0] = {}) => adminOn((await device(options)).page, server.url)

  it('lets the first owner in with the printed password, has it changed, and takes colleagues in', async () => {
    const owner = await open()
    await owner.firstSignIn('admin', printedPassword(server), passwords.admin)
    await owner.page.getByRole('heading', { name: 'Needs attention' }).waitFor(patience)
    oneTime.trainer = await owner.addToTeam('Tina', 'tina', 'Trainer')
    oneTime.agent = await owner.addToTeam('Ari', 'ari', 'Agent')
    expect(await owner.page.getByRole('row', { name: /Tina/ }).count()).toBe(1)
  })

  it('shows a trainer what is theirs and refuses the rest', async () => {
    const trainer = await open()
    await trainer.firstSignIn('tina', oneTime.trainer, passwords.trainer)
    const places = trainer.page.getByRole('navigation').getByRole('link')
    await expect.poll(() => places.allInnerTexts(), patience).toEqual(['Home', 'Train', 'Misses'])
    for (const path of ['/team', '/conversations']) {
      await trainer.go(path)
      await trainer.page.getByRole('heading', { name: 'You cannot see this' }).first().waitFor(patience)
    }
    const status = (path: string) => trainer.page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).status, path)
    expect([await status('/users'), await status('/conversations'), await status('/intents')]).toEqual([403, 403, 200])
  })

  it('locks after five wrong passwords, and says so', async () => {
    const stranger = await open()
    await stranger.go('/sign-in')
    const alert = stranger.page.getByRole('alert')
    for (const left of [
      'The login or the password is wrong',
      '3 tries left',
      '2 tries left',
      'One try left',
      '0 tries left',
    ]) {
      await stranger.trySignIn('tina', 'not her password')
      await expect.poll(() => alert.innerText(), patience).toContain(left)
    }
    await stranger.trySignIn('tina', passwords.trainer)
    await expect.poll(() => alert.innerText(), patience).toMatch(/15 minutes/)
    await stranger.at('/sign-in')
  })

  it('teaches the bot: an intent in two languages, a draft with its report, publish, and back', async () => {
    const admin = await open()
    const { page, button } = admin
    await admin.signIn('admin', passwords.admin)
    await admin.go('/train')
    await button('New intent').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Intent').fill(gift.name)
    await dialog.getByLabel('Description in English').fill('Gift cards')
    await dialog.getByLabel('Description in Chinese').fill('礼品卡')
    await dialog.getByRole('button', { name: 'Add intent' }).click()
    await admin.at(`/train/intents/${gift.name}`)
    await admin.paste('English', gift.en)
    await page.getByText('English · 10').waitFor(patience)
    await admin.paste('Chinese', gift.zh)
    await page.getByText('Chinese · 10').waitFor(patience)
    await page.getByLabel('Answer in English, variant 1').fill(gift.answer.en)
    await page.getByLabel('Answer in Chinese, variant 1').fill(gift.answer.zh)
    await button('Save answers').click()
    await button('Save answers').waitFor({ state: 'hidden', ...patience })

    await admin.go('/train/versions')
    await button('Train').click()
    await page.getByRole('link', { name: 'See the report' }).click({ timeout: 120_000 })
    await page.getByRole('heading', { name: 'Report' }).waitFor(patience)
    await page.getByRole('link', { name: gift.name, exact: true }).first().waitFor(patience)

    const shop = widgetOn((await device()).page)
    await shop.host.page().goto(server.url)
    await shop.open()
    expect(await shop.ask('can I get a gift card?')).not.toContain(gift.answer.en)

    await button('Publish').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Published: the bot uses it now.').waitFor(patience)
    expect(await shop.ask('do you have a gift card?')).toContain(gift.answer.en)
    expect(await shop.ask('请问有礼品卡吗？')).toContain(gift.answer.zh)

    await admin.go('/train/versions')
    await button('Go back to this').click()
    await page.getByText('The earlier version is live again.').waitFor(patience)
    expect(await shop.ask('do you sell gift cards?')).not.toContain(gift.answer.en)
  })

  it('takes a conversation over while the customer types, answers, and hands it back', async () => {
    const visitor = (await device()).page
    await visitor.goto(server.url)
    const shop = widgetOn(visitor)
    await shop.open()
    await shop.ask('When are you open?')

    const [owner, agent] = [await open(), await open()]
    await owner.signIn('admin', passwords.admin)
    await agent.firstSignIn('ari', oneTime.agent, passwords.agent)
    // The agent's page hears nothing: it still offers what is no longer so.
    await agent.page.routeWebSocket(/\/admin\/socket\//, () => undefined)
    for (const desk of [owner, agent]) {
      await desk.go('/conversations')
      await desk.page
        .getByRole('link', { name: /Web chat/ })
        .first()
        .click()
      await desk.button('Take over').waitFor(patience)
    }
    await shop.composer.fill('I have one more')
    await owner.button('Take over').click()
    await owner.page.getByText('The conversation is yours.').waitFor(patience)
    await agent.button('Take over').click()
    await agent.page.getByText(/Owner has/).waitFor(patience)

    await shop.composer.press('Enter')
    await owner.transcript.getByText('I have one more').waitFor(patience)
    await owner.page.getByLabel('Reply to the customer').fill('Hello, this is a person.')
    await owner.button('Send').click()
    await shop.log.getByText('Hello, this is a person.').waitFor(patience)
    expect(await shop.window.innerText()).toContain('You are talking with Owner')

    const revise = async (item: string): Promise<void> => {
      await owner.transcript.getByRole('button', { name: 'More for this message' }).last().click()
      await owner.page.getByRole('menuitem', { name: item }).click()
    }
    await owner.transcript.getByText('Hello, this is a person.').waitFor(patience)
    await revise('Edit')
    const dialog = owner.page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('Hello, Owner speaking.')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await shop.log.getByText('Hello, Owner speaking.').waitFor(patience)
    expect(await shop.log.getByText('Hello, this is a person.').count()).toBe(0)
    await owner.transcript.getByText('Hello, Owner speaking.').waitFor(patience)
    await revise('Take back')
    await dialog.getByRole('button', { name: 'Take back' }).click()
    await owner.page.getByText('The message is taken back.').waitFor(patience)
    await shop.log.getByText('Hello, Owner speaking.').waitFor({ ...patience, state: 'detached' })
    await owner.transcript.getByText('Hello, Owner speaking.').waitFor(patience)

    await owner.button('Hand back to the bot').click()
    await owner.page.getByText('The bot answers again.').waitFor(patience)
    expect(await shop.ask('When are you open?')).toMatch(/Monday/)
    await owner.transcript.getByRole('button', { name: 'Why?' }).last().click()
    await owner.page.getByRole('dialog').getByText('opening-hours').first().waitFor(patience)
  })
})
