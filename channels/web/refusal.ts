// Faults as the answers a client can act on.
import { AppError } from '../../platform/errors.js'
import type { Refusal } from './protocol.js'

/** Anything that is not an `AppError` is a fault of ours: the client learns nothing but that trying again may help. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof AppError))
    return { ok: false, code: 'internal', message: 'Something went wrong on our side.', retryable: true }
  const { retryAfterMs, field } = error.details
  return {
    ok: false,
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
    ...(typeof field === 'string' && { field }),
  }
}
