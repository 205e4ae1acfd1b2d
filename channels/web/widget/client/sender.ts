// Empties the outbox, one message at a time, until each is stored or refused for good.
import type { Ack, Refusal } from '../../protocol.js'
import type { Draft, Outbox } from './outbox.js'

export interface SenderOptions {
  outbox(): Outbox
  /** False while offline or while who is speaking changes. */
  ready(): boolean
  /** Rejects when no answer came. */
  send(draft: Draft): Promise<Ack<'send' | 'rate'>>
  onStored(draft: Draft): void
  onRefused(draft: Draft, refusal: Refusal): void
  /** What is being sent has changed. */
  onChange(): void
}

export interface Sender {
  /** Begins unless it is under way. */
  flush(): void
  /** The message that waits for its ack. */
  readonly sending: string | undefined
  /** Resolves when no message waits for its ack. */
  settled(): Promise<void>
}

const noAnswerDelayMs = 1000

/** A message leaves the outbox on an ack that says stored or never; order is kept because the next one waits for that. */
export function createSender(options: SenderOptions): Sender {
  let running = false
  let sending: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt: Promise<unknown> = Promise.resolve()

  const mark = (id: string | undefined) => {
    sending = id
    options.onChange()
  }

  /** Milliseconds until the next try; 0 goes on at once. */
  async function one(draft: Draft): Promise<number> {
    const outbox = options.outbox()
    const ack = await options.send(draft).catch(() => undefined)
    if (!ack) return noAnswerDelayMs
    if (!ack.ok && ack.retryable) return ack.retryAfterMs ?? noAnswerDelayMs
    outbox.remove(draft.id)
    if (ack.ok) options.onStored(draft)
    else options.onRefused(draft, ack)
    return 0
  }

  async function loop(): Promise<void> {
    for (;;) {
      const draft = options.ready() ? options.outbox().all()[0] : undefined
      if (!draft) return
      mark(draft.id)
      const working = one(draft)
      attempt = working
      const delayMs = await working
      mark(undefined)
      if (delayMs > 0) {
        clearTimeout(timer)
        timer = setTimeout(flush, delayMs)
        return
      }
    }
  }

  function flush(): void {
    if (running) return
    running = true
    void loop().finally(() => {
      running = false
    })
  }

  return {
    flush,
    get sending() {
      return sending
    },
    settled: async () => void (await attempt.catch(() => undefined)),
  }
}
