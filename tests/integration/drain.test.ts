// SIGTERM in the middle of a conversation: what was acknowledged is there afterwards, once, in order and answered.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WireMessage } from '../../channels/web/protocol.js'
import { connectWebClient, type WebClient } from '../../channels/web/testing/web-client.js'
import { startServer, type ServerProcess } from '../support/server-process.js'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

let folder: string
let server: ServerProcess
const clients: WebClient[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-drain-'))
  server = await startServer(join(folder, 'data'))
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await server.signal('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function join_(token?: string) {
  const client = connectWebClient(server.url, { site: 'demo', ...(token !== undefined && { token }) })
  clients.push(client)
  const standing = await client.welcome()
  return { ...client, standing, token: standing.token ?? token ?? '' }
}

/** Everything said in the conversation, asked page by page. */
async function transcript(client: WebClient): Promise<WireMessage[]> {
  const messages: WireMessage[] = []
  for (;;) {
    const page = await client.ask('sync', { after: messages.at(-1)?.seq ?? 0 })
    if (!page.ok) throw new Error(page.code)
    if (page.messages.length === 0) return messages
    messages.push(...page.messages)
  }
}

/** Waits until everything that was acknowledged has an answer behind it. */
async function answered(client: WebClient, acked: readonly string[]): Promise<WireMessage[]> {
  for (;;) {
    const messages = await transcript(client)
    const said = new Set(messages.map(({ clientId }) => clientId))
    if (messages.at(-1)?.direction === 'out' && acked.every((id) => said.has(id))) return messages
    await pause(50)
  }
}

describe('SIGTERM', () => {
  it('finishes what is under way, tells every socket to come back and loses nothing that was acknowledged', async () => {
    const visitors = await Promise.all(Array.from({ length: 8 }, () => join_()))
    const acked = visitors.map((): string[] => [])
    const talking = visitors.map(async (visitor, index) => {
      for (let n = 0; n < 15; n += 1) {
        const id = `message-${String(n)}`
        const ack = await visitor
          .ask('send', { id, text: `question ${String(n)}: opening hours?` })
          .catch(() => undefined)
        if (!ack?.ok) return
        acked[index]?.push(id)
      }
    })
    // In the middle: some are stored, some answered, some on their way.
    while (acked.flat().length <= 20) await pause(5)
    const code = await server.signal('SIGTERM')
    for (const visitor of visitors) visitor.close()
    await Promise.all(talking)

    expect(code).toBe(0)
    for (const visitor of visitors)
      expect(visitor.of('restart')).toMatchObject([{ inMs: expect.any(Number) as number }])

    server = await startServer(join(folder, 'data'))
    for (const [index, visitor] of visitors.entries()) {
      const messages = await answered(await join_(visitor.token), acked[index] ?? [])
      const said = messages.filter(({ direction }) => direction === 'in').map(({ clientId }) => clientId)
      expect(new Set(said).size).toBe(said.length)
      expect(said.slice(0, acked[index]?.length)).toEqual(acked[index])
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_message, place) => place + 1))
      // Each of them has its answer before the next one.
      const directions = messages.map(({ direction }) => direction).join(' ')
      expect(directions).not.toContain('in in')
    }
  })
})
