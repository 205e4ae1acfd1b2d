// `npm run chat`: talk to the bot from a terminal. Talks to the running server of this data folder when there is one, and runs the app
// inside itself when there is none. `--json`: one message a line on stdin, one JSON line a turn on stdout, progress on stderr.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { ConsoleLine, ConsoleRequest } from '../channels/scripted/console.js'
import { readConfig } from '../platform/config.js'
import { runningInstance, type RunningInstance } from '../platform/data-folder.js'
import { toError } from '../platform/errors.js'
import { newId } from '../platform/ids.js'
import { createApp, type Step } from '../server.js'

const usage = `npm run chat [-- options]
  --json         one message a line in, one JSON line a turn out
  --as CUSTOMER  speak as this customer (a number such as C1001), verified
  --each         every line is a conversation of its own`

interface Talk {
  say(request: ConsoleRequest): Promise<ConsoleLine>
  close(): Promise<void>
}

/** Talks to a running server through its console route. */
function remote({ url, consoleToken }: RunningInstance): Talk {
  return {
    say: async (request) => {
      const response = await fetch(`${url}/console`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${consoleToken}` },
        body: JSON.stringify(request),
      })
      const body = (await response.json()) as ConsoleLine | { error: { code: string; message: string } }
      if (!response.ok)
        throw new Error(
          'error' in body && body.error ? body.error.message : `the server answered ${String(response.status)}`,
        )
      return body as ConsoleLine
    },
    close: async () => undefined,
  }
}

async function local(step: Step | undefined): Promise<Talk> {
  const config = readConfig(process.cwd())
  const app = await createApp({ ...config, LOG_LEVEL: 'silent' }, { listen: false, ...(step && { step }) })
  return { say: (request) => app.converse(request), close: () => app.stop() }
}

function print(line: ConsoleLine): void {
  if (line.error) process.stdout.write(`! ${line.error.message}\n`)
  for (const { text, quickReplies, card } of line.replies) {
    process.stdout.write(`\nKefu: ${text}\n`)
    for (const item of card?.items ?? (card ? [card] : []))
      process.stdout.write(`   ▪ ${item.title}${item.subtitle === undefined ? '' : ` (${item.subtitle})`}\n`)
    if (quickReplies) process.stdout.write(`   [${quickReplies.map(({ label }) => label).join('] [')}]\n`)
  }
  process.stdout.write('\n')
}

const readOptions = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean' },
      as: { type: 'string' },
      each: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values

/** @param args what stands after the command's name. Ends when stdin ends. */
export async function main(args: readonly string[], progress: { step?: Step } = {}): Promise<void> {
  let values: ReturnType<typeof readOptions>
  try {
    values = readOptions(args)
  } catch (error) {
    process.stderr.write(`${toError(error).message}\n\n${usage}\n`)
    process.exitCode = 1
    return
  }
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const running = runningInstance(readConfig(process.cwd()).DATA_DIR)
  const talk = running ? remote(running) : await local(progress.step)
  const lines = createInterface({ input: process.stdin, terminal: false })
  let conversationKey = newId('console')
  const prompt = () => void (process.stdin.isTTY && !values.json && process.stdout.write('You: '))
  try {
    prompt()
    for await (const text of lines) {
      if (values.each) conversationKey = newId('console')
      const line = await talk.say({
        text,
        conversationKey,
        ...(values.as !== undefined && { customerNumber: values.as }),
      })
      if (values.json) process.stdout.write(`${JSON.stringify(line)}\n`)
      else print(line)
      prompt()
    }
  } catch (error) {
    process.stderr.write(`${toError(error).message}\n`)
    process.exitCode = 1
  } finally {
    await talk.close()
  }
}
