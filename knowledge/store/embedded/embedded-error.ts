// What can go wrong when the embedded database starts; the rooms outside map the codes to their own errors.

export type EmbeddedErrorCode =
  'database-locked' | 'data-folder-unwritable' | 'port-taken' | 'database-damaged' | 'database-failed'

/** `message` is one sentence that may be shown to the person who starts the program. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: EmbeddedErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'EmbeddedError'
    this.code = code
    this.details = details
  }
}
