// `npm run chat -- --json` as a program uses it: lines in, lines out, over its own app and over a running server.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsoleLine } from '../../channels/scripted/console.js'
import { startServer } from '../support/server-process.js'

const runScript = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url))
const dataDir = mkdtempSync(join(tmpdir(), 'kefu-chat-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

async function chat(args: readonly string[], lines: readonly string[]) {
  const child = spawn(process.execPath, [runScript, 'chat', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, PORT: '0' },
    stdio: 'pipe',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const parsed = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ConsoleLine)

// The first start seeds the shop and trains the language model.
beforeAll(async () => {
  await chat(['--json'], [])
}, 300_000)

describe('npm run chat -- --json', () => {
  it('prints one line a turn and nothing else, in the form that programs read', async () => {
    const { code, stdout, stderr } = await chat(
      ['--json', '--as', 'C1001'],
      ['Where is NL-10023?', '你们几点开门？', '  '],
    )
    expect(code, stderr).toBe(0)
    const lines = parsed(stdout)
    expect(lines).toHaveLength(3)
    expect(lines[0]).toEqual({
      conversation: expect.stringMatching(/^cnv_/) as string,
      replies: [{ text: expect.stringContaining('NL-10023') as string, card: expect.anything() as object }],
      understanding: {
        kind: 'understood',
        language: 'en',
        sentiment: expect.objectContaining({ polarity: 'neutral' }) as object,
        parts: [
          {
            intent: 'order-status',
            confidence: expect.any(Number) as number,
            entities: [expect.objectContaining({ name: 'order-number', value: 'NL-10023' })],
          },
        ],
      },
      receipt: { flow: 'order-status', step: 'done', outcome: 'answered', ms: expect.any(Number) as number },
    })
    expect(lines[1]).toMatchObject({ understanding: { language: 'zh' }, receipt: { article: { title: '营业时间' } } })
    expect(lines[2]).toMatchObject({ replies: [], error: { code: 'message-empty' } })
    expect(new Set(lines.slice(0, 2).map(({ conversation }) => conversation)).size).toBe(1)
  })

  it('talks to a running server, and begins a conversation a line with --each', async () => {
    const server = await startServer(dataDir)
    try {
      const { code, stdout, stderr } = await chat(['--json', '--each'], ['hello', '谢谢'])
      expect(code, stderr).toBe(0)
      const lines = parsed(stdout)
      expect(lines.map(({ receipt }) => receipt?.outcome)).toEqual(['answered', 'answered'])
      expect(new Set(lines.map(({ conversation }) => conversation)).size).toBe(2)
    } finally {
      await server.signal('SIGTERM')
    }
  })

  it('says in one sentence what is wrong with its arguments', async () => {
    const unknown = await chat(['--json', '--as', 'C9999'], ['hello'])
    expect([unknown.code, unknown.stdout]).toEqual([1, ''])
    expect(unknown.stderr).toMatch(/^.*C9999.*$/m)
    const wrong = await chat(['--loud'], [])
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toMatch(/--loud/)
    expect(wrong.stderr).not.toMatch(/^\s+at /m)
  })
})
