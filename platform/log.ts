// Structured logs on stdout. What could identify a person or repeat what they wrote is removed here, whoever logs it.
import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>

/** Keys whose values never reach a log, at the top level and one or two levels down. */
const personal = [
  'text',
  'email',
  'phone',
  'address',
  'name',
  'token',
  'password',
  'authorization',
  'cookie',
  'secret',
  'content',
  'message.text',
]

const redact = personal.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])

/** Everything but an error's message is kept; messages of our errors hold no personal data by rule, others' may. */
const serialiseError = (error: unknown) => {
  if (!(error instanceof Error)) return { type: typeof error }
  const coded = error as Error & { code?: unknown; details?: unknown; retryable?: unknown }
  const ours = error.name === 'AppError'
  return {
    type: error.name,
    code: coded.code,
    ...(ours ? { details: coded.details, retryable: coded.retryable, message: error.message } : {}),
    // The first line of a stack repeats the message.
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .join('\n'),
    ...(error.cause === undefined
      ? {}
      : { cause: error.cause instanceof Error ? `${error.cause.name}` : typeof error.cause }),
  }
}

/** @param level `silent` turns logging off. @param destination for tests; stdout otherwise. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'kefu' },
    redact: { paths: redact, censor: '[removed]' },
    serializers: { err: serialiseError, error: serialiseError },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
