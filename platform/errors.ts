// Faults: an `AppError` has a literal code, details that are safe to log and show, and says whether trying again may help.
// Expected outcomes (not found, no answer) are values, not errors.

/** Every code there is, with what it means; docs/errors.md is kept equal by a test. */
export const errorCodes = {
  'config-invalid': 'Configuration is missing or wrong; the message lists every variable.',
  'input-invalid': 'A field of the request is missing, too long or of the wrong form; `details.field` names it.',
  'message-empty': 'The message has no text.',
  'message-too-long': 'The message text is longer than the limit of its channel.',
  'message-malformed': 'The message is not well-formed text (unpaired surrogates, binary).',
  'token-missing': 'The request carries no token where one is needed.',
  'token-invalid': 'The token is forged, damaged or made with another key.',
  'token-expired': 'The token was right once and is too old now.',
  'sign-in-failed': 'The login or the password is wrong.',
  'password-change-needed': 'The one-time password must be changed before anything else.',
  'password-weak': 'The new password is too easy to guess; `details.reason` says why.',
  'identity-blocked': 'This identity has been blocked.',
  'conversation-unknown': "There is no such conversation, or it is not the caller's.",
  'not-allowed': 'The caller may not do this.',
  'not-found': 'There is no such thing.',
  'rate-limited': 'Too many requests; `details.retryAfterMs` says when to try again.',
  'rating-closed': 'This resolution cannot be rated: it is too long ago, or the conversation was resolved again since.',
  conflict: 'Somebody else changed it first; read it again and retry.',
  'event-unknown': 'The socket event or command is not known.',
  'model-missing': 'No trained language model is there yet.',
  'model-damaged': 'A stored model does not match its checksum or schema.',
  'encoder-late': 'The sentence encoder did not answer in time.',
  'encoder-failed': 'The sentence encoder cannot be loaded or stopped; `details.encoder` names it.',
  'encoder-missing': 'There is no such sentence encoder in the models folders; `details.encoder` names it.',
  'encoder-damaged': 'Files of a sentence encoder are missing or do not match their checksums; details name them.',
  'hub-unreachable':
    'The model hub or its mirror does not answer or does not have the model; `details.address` names it.',
  'training-data-invalid': 'The training data cannot be trained on; details list the reasons.',
  'flow-invalid': 'A flow definition is wrong; details name file, step and reason.',
  'step-limit': 'A flow ran in circles and was stopped.',
  'job-unknown': 'A job has a name that nothing handles.',
  'database-unreachable': 'The database does not answer.',
  'record-damaged': 'A stored document does not match its schema; details name the collection and the fields.',
  'redis-unreachable': 'The configured Redis does not answer.',
  'database-damaged': 'The files of the embedded database cannot be read, or it stopped by itself.',
  'database-locked': 'Another process owns the data folder.',
  'data-folder-unwritable': 'The data folder cannot be written.',
  'port-taken': 'The port is in use by another program.',
  'source-failed':
    'A source of customer data (REST service, database) cannot be read; details say why, never with a password.',
  'delivery-failed': 'A channel could not hand a message over.',
  'shutting-down': 'The server is stopping and takes no new work.',
  internal: 'A fault of ours; the log has it under the request id.',
} as const

export type ErrorCode = keyof typeof errorCodes

export class AppError extends Error {
  readonly code: ErrorCode
  /** Never holds message text, tokens or contact data. */
  readonly details: Readonly<Record<string, unknown>>
  readonly retryable: boolean

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
    this.retryable = options.retryable ?? false
  }
}

/** Any thrown value as an Error, so that it can be logged or kept as a cause. */
export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

/** The end of an exhaustive switch: reaching it is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`)
}
