// The admin app as somebody of the shop uses it.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { patience } from './browser.js'
import type { ServerProcess } from './server-process.js'

/** The one that `npm start` printed. */
export function printedPassword(server: Pick<ServerProcess, 'output'>): string {
  const [, password] = /one-time password (\S+)/.exec(server.output()) ?? []
  if (password === undefined) throw new Error(`no one-time password was printed:\n${server.output()}`)
  return password
}

export function adminOn(page: Page, url: string) {
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const go = (path: string) => page.goto(`${url}/admin${path}`)
  const at = (path: string) =>
    expect.poll(() => new URL(page.url()).pathname.replace(/\/$/, ''), patience).toBe(`/admin${path}`)

  return {
    page,
    button,
    go,
    at,
    async trySignIn(login: string, password: string): Promise<void> {
      await page.getByLabel('Login').fill(login)
      await page.getByRole('textbox', { name: 'Password' }).fill(password)
      await button('Sign in').click()
    },
    async signIn(login: string, password: string): Promise<void> {
      await go('/sign-in')
      await this.trySignIn(login, password)
      await page.getByRole('navigation').waitFor(patience)
    },
    /** The first sign-in with a password that somebody else knows. */
    async firstSignIn(login: string, oneTime: string, password: string): Promise<void> {
      await go('')
      await this.trySignIn(login, oneTime)
      await page.getByLabel('One-time password').fill(oneTime)
      await page.getByLabel('New password', { exact: true }).fill(password)
      await page.getByLabel('New password again').fill(password)
      await button('Save password').click()
      await at('')
    },
    /** Answers with their one-time password. */
    async addToTeam(name: string, login: string, role: string): Promise<string> {
      await go('/team')
      await button('Add somebody').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Login').fill(login)
      await dialog.getByLabel('Name', { exact: true }).fill(name)
      await dialog.getByRole('combobox', { name: 'Role' }).click()
      await page.getByRole('option', { name: role, exact: true }).click()
      await dialog.getByRole('button', { name: 'Add somebody' }).click()
      const handed = page.getByTestId('one-time-password')
      await handed.waitFor(patience)
      const password = (await handed.textContent()) ?? ''
      await page.keyboard.press('Escape')
      return password
    },
    /** Into the list of utterances that is open, as from a spreadsheet. */
    async paste(language: 'English' | 'Chinese', lines: readonly string[]): Promise<void> {
      await page.getByRole('tab', { name: language }).click()
      const box = page.getByLabel(`New utterance in ${language}`)
      await box.waitFor(patience)
      await box.evaluate((element, text) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', text)
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, lines.join('\n'))
      await button(`Add ${String(lines.length)}`).click()
    },
    transcript: page.getByRole('log', { name: 'Messages' }),
  }
}

export type AdminPage = ReturnType<typeof adminOn>
