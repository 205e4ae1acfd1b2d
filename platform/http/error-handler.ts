// The one place where error codes become HTTP statuses. Inner rooms know no HTTP.
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { AppError, type ErrorCode } from '../errors.js'
import type { Log } from '../log.js'

/** Every code has a status; a new code without one does not compile. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  'config-invalid': 500,
  'input-invalid': 400,
  'message-empty': 400,
  'message-too-long': 413,
  'message-malformed': 400,
  'token-missing': 401,
  'token-invalid': 401,
  'token-expired': 401,
  'sign-in-failed': 401,
  'password-change-needed': 403,
  'password-weak': 400,
  'identity-blocked': 403,
  'conversation-unknown': 404,
  'not-allowed': 403,
  'not-found': 404,
  'rate-limited': 429,
  'rating-closed': 409,
  conflict: 409,
  'event-unknown': 400,
  'model-missing': 503,
  'model-damaged': 500,
  'encoder-late': 503,
  'encoder-failed': 503,
  'encoder-missing': 404,
  'encoder-damaged': 500,
  'hub-unreachable': 502,
  'training-data-invalid': 422,
  'flow-invalid': 500,
  'step-limit': 500,
  'job-unknown': 500,
  'database-unreachable': 503,
  'database-damaged': 503,
  'database-locked': 503,
  'data-folder-unwritable': 500,
  'port-taken': 500,
  'source-failed': 502,
  'delivery-failed': 502,
  'shutting-down': 503,
  'record-damaged': 500,
  'redis-unreachable': 503,
  internal: 500,
}

export const notFound: RequestHandler = (request) => {
  throw new AppError('not-found', `There is nothing at ${request.method} ${request.path}.`)
}

/** body-parser's and express's own errors carry a status and a type; they are the caller's fault when it is below 500. */
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const status = (thrown as { status?: unknown } | null)?.status
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const type = (thrown as { type?: unknown }).type
    const message = type === 'entity.too.large' ? 'The request is too large.' : 'The request could not be read.'
    return new AppError('input-invalid', message, {
      details: { reason: typeof type === 'string' ? type : 'malformed' },
      cause: thrown,
    })
  }
  return new AppError('internal', 'Something went wrong on our side.', { cause: thrown })
}

/** Last in the chain: answers `{error: {code, message, details, requestId}}` and logs faults of ours once. */
export const errorHandler =
  (log: Log): ErrorRequestHandler =>
  (thrown, request, response, next) => {
    if (response.headersSent) {
      next(thrown)
      return
    }
    const error = asAppError(thrown)
    const status = statusOf[error.code]
    const requestId = (request as { id?: unknown }).id
    if (status >= 500) log.error({ err: error.code === 'internal' ? thrown : error, requestId }, 'request failed')
    const { retryAfterMs } = error.details
    if (typeof retryAfterMs === 'number') response.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)))
    response.status(status).json({
      error: {
        code: error.code,
        message: error.message,
        details: error.details,
        ...(requestId === undefined ? {} : { requestId }),
      },
    })
  }
