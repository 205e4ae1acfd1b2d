// What a promise of the chat rejects with.
import type { ErrorCode } from '../../../../platform/errors.js'

export class ChatError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message)
  }
}
