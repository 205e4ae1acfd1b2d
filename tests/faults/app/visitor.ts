// A customer with a browser's manners: sends one message at a time until it is acknowledged, keeps what was not, comes back after every
// break and asks for what was missed. Notes everything that no customer may ever see.
import { randomUUID } from 'node:crypto'
import { connectWebClient, type WebClient } from '../../../channels/web/testing/web-client.js'
import type { ServerEvents, Standing, WireMessage } from '../../../channels/web/protocol.js'

export interface Sent {
  id: string
  text: string
}

export interface Visitor {
  /** Opens a connection; resolves when it stands. Rejects when the server dies meanwhile. */
  attach(url: string): Promise<void>
  detach(): void
  say(text: string): void
  /** Sends an acknowledged message again, as a client does that lost the acknowledgement. */
  repeat(which: number): void
  /** Acknowledged messages, in the order in which they were sent. */
  acknowledged: readonly Sent[]
  /** Everything said is acknowledged. */
  resting(): boolean
  /** Asks for what is missing at the end of what this customer has; resolves with all of it. */
  history(): Promise<readonly WireMessage[]>
  thread(): string | undefined
  repeats(): number
  faults: readonly string[]
}

const sameMessage = (left: WireMessage, right: WireMessage): boolean =>
  left.id === right.id && left.content.text === right.content.text && left.author.kind === right.author.kind

export function createVisitor(): Visitor {
  const outbox: Sent[] = []
  const acknowledged: Sent[] = []
  const faults: string[] = []
  const seen = new Map<number, WireMessage>()
  let client: WebClient | undefined
  let standing: Standing | undefined
  let token: string | undefined
  let sending = false
  let repeated = 0

  const see = (message: WireMessage): void => {
    const known = seen.get(message.seq)
    if (known && !sameMessage(known, message))
      faults.push(`seq ${String(message.seq)} was ${known.id} and became ${message.id}`)
    seen.set(message.seq, message)
  }
  const complete = (): number => {
    let last = 0
    while (seen.has(last + 1)) last += 1
    return last
  }
  const sync = async (from: WebClient): Promise<void> => {
    for (;;) {
      const after = complete()
      const answer = await from.ask('sync', { after })
      if (!answer.ok) throw new Error(`sync was refused: ${answer.code}`)
      answer.messages.forEach(see)
      if (answer.messages.length === 0 || complete() >= answer.lastSeq) return
    }
  }

  const pump = async (on: WebClient): Promise<void> => {
    if (sending) return
    sending = true
    for (let next = outbox[0]; next && client === on; next = outbox[0]) {
      // No answer in time: the same message again, or on the next connection when this one broke.
      const answer = await on.ask('send', next).catch(() => undefined)
      if (answer?.ok) {
        acknowledged.push(next)
        outbox.shift()
      } else if (answer && !answer.retryable) {
        faults.push(`${next.id} was refused: ${answer.code}`)
        break
      } else if (answer) await new Promise((go) => setTimeout(go, answer.retryAfterMs ?? 50))
      else if (!on.socket.connected) break
    }
    sending = false
    if (client && client !== on) void pump(client)
  }

  const listen = (to: WebClient): void => {
    let latest = 0
    to.socket.on('message', ({ message }: Parameters<ServerEvents['message']>[0]) => {
      // People work from a process of their own here: what they say comes by a job, perhaps behind what the server said at once. The widget
      // puts it in its place.
      if (message.seq < latest && (message.direction === 'in' || message.author.kind === 'bot'))
        faults.push(`seq ${String(message.seq)} came after ${String(latest)}`)
      latest = message.seq
      see(message)
    })
  }

  return {
    acknowledged,
    faults,
    thread: () => standing?.thread,
    repeats: () => repeated,
    resting: () => outbox.length === 0 && !sending,
    async attach(url) {
      client?.close()
      const fresh = connectWebClient(url, { site: 'demo', ...(token !== undefined && { token }) }, {}, false)
      listen(fresh)
      const welcome = fresh.welcome()
      const gone = new Promise<never>((_, reject) => fresh.socket.once('disconnect', () => reject(new Error('gone'))))
      gone.catch(() => undefined)
      fresh.socket.connect()
      const now = await Promise.race([welcome, gone]).catch((error: unknown) => {
        fresh.close()
        throw error
      })
      if (standing && now.thread !== standing.thread) faults.push('came back as somebody else')
      standing = now
      token = now.token ?? token
      client = fresh
      await sync(fresh)
      void pump(fresh)
    },
    detach() {
      client?.close()
      client = undefined
    },
    say(text) {
      outbox.push({ id: randomUUID(), text })
      if (client) void pump(client)
    },
    repeat(which) {
      const earlier = acknowledged[which % Math.max(1, acknowledged.length)]
      if (!client || !earlier) return
      repeated += 1
      client.ask('send', earlier).then(
        (answer) => {
          if (answer.ok && !answer.duplicate) faults.push(`${earlier.id} was taken for a new message`)
        },
        () => undefined,
      )
    },
    async history() {
      if (client) await sync(client)
      return [...seen.values()].sort((left, right) => left.seq - right.seq)
    },
  }
}
