// Encoders as the API handles them; the shelf does the work.
import type { Handlers } from '../serve.js'
import type { encodersContract, EncoderView, FetchView, VerifiedView } from './contract.js'

/** The encoders of this machine. */
export interface EncoderShelf {
  list(): readonly EncoderView[]
  /** Names of those that the live version was trained with and that are not here. */
  missing(): readonly string[]
  /** The fetch of this process that goes on, or how the last one ended. */
  state(): FetchView
  /** Returns when it has begun. Throws `conflict` while one goes on, and as `fetchableEncoder` does. */
  fetch(name: string, by: string, from?: string): void
  cancel(): void
  verify(): Promise<readonly VerifiedView[]>
}

export const encodersHandlers = (shelf: EncoderShelf): Handlers<typeof encodersContract> => ({
  list: async () => ({ items: [...shelf.list()], missing: [...shelf.missing()], fetch: shelf.state() }),
  async fetch({ params, body }, { user }) {
    shelf.fetch(params.name, user.name, body.from)
    return shelf.state()
  },
  async cancel() {
    shelf.cancel()
    return {}
  },
  verify: async () => ({ items: [...(await shelf.verify())] }),
})
