// The encoders of this machine as the admin app handles them: listed, verified, and fetched in the background, one at a time.
import { fetchableEncoder, fetchEncoder, listEncoders, verifyEncoders } from '../nlu/index.js'
import type { Clock } from '../platform/clock.js'
import { AppError, toError } from '../platform/errors.js'
import type { EncoderShelf } from './api/encoders/handlers.js'
import type { FetchView } from './api/encoders/contract.js'

export interface EncoderShelfDeps {
  /** `MODELS_DIR`; need not be there yet. */
  folder: string
  /** Names of those that the live version was trained with and that are not here. */
  missing: () => readonly string[]
  /** After one was fetched: the next training is to use it. */
  onFetched: () => Promise<void>
  clock: Clock
  fetchInto?: typeof fetchEncoder
}

/** Progress and outcome are those of this process: another one fetches on its own. */
export interface RunningEncoderShelf extends EncoderShelf {
  /** Resolves when nothing is being fetched. */
  idle(): Promise<void>
}

export function createEncoderShelf(deps: EncoderShelfDeps): RunningEncoderShelf {
  const { folder, missing, onFetched, clock, fetchInto = fetchEncoder } = deps
  let state: FetchView = { state: 'idle' }
  let stop = new AbortController()
  let going = Promise.resolve()

  /** Never rejects: how it ended stands in the state. */
  const run = async (name: string, begun: Extract<FetchView, { state: 'fetching' }>, from?: string): Promise<void> => {
    const { signal } = stop
    try {
      await fetchInto(name, folder, {
        ...(from === undefined ? {} : { from }),
        signal,
        onProgress: (bytes, total) => (state = { ...begun, bytes, total }),
      })
      await onFetched()
      state = { state: 'fetched', name, finishedAt: clock.now().toISOString() }
    } catch (thrown) {
      const error = toError(thrown)
      const finishedAt = clock.now().toISOString()
      state = signal.aborted
        ? { state: 'cancelled', name, finishedAt }
        : error instanceof AppError
          ? { state: 'failed', name, finishedAt, code: error.code, message: error.message }
          : { state: 'failed', name, finishedAt, code: 'internal', message: 'The files could not be kept.' }
    }
  }

  return {
    list: () =>
      listEncoders([folder]).map(({ name, language, bytes, licence, dimensions, folder: home, used, hub }) => ({
        ...{ name, language, bytes, licence, dimensions, used },
        present: home !== undefined,
        own: hub === undefined,
      })),
    missing,
    state: () => state,
    fetch(name, by, from) {
      if (state.state === 'fetching')
        throw new AppError('conflict', 'An encoder is being fetched already.', { details: { reason: 'fetching' } })
      fetchableEncoder(name)
      stop = new AbortController()
      const begun = {
        state: 'fetching' as const,
        name,
        by,
        startedAt: clock.now().toISOString(),
        bytes: 0,
        total: null,
      }
      state = begun
      going = run(name, begun, from)
    },
    cancel: () => stop.abort(new AppError('conflict', 'The fetch was cancelled.')),
    async verify() {
      const found = await verifyEncoders([folder])
      return found.map(({ name, bytes, state: found, files }) => ({ name, bytes, state: found, files }))
    },
    idle: () => going,
  }
}
