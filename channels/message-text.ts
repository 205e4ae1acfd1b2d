// The check every inbound text passes before it may enter: empty, too long and malformed text is refused by name.
import { AppError } from '../platform/errors.js'

/** UTF-16 code units. */
export const maxInboundText = 10_000

/** With the `u` flag a surrogate matches only when it has lost its other half; such text cannot be stored as UTF-8. */
const loneSurrogate = /\p{Surrogate}/u

/** NUL and other C0 controls are never typed by people. */
// eslint-disable-next-line no-control-regex -- finding control characters is the purpose
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** The text as it came, or an `AppError`: `message-empty`, `message-too-long`, `message-malformed`. Files may go without text. */
export function checkedText(text: unknown, options: { maxLength?: number; mayBeEmpty?: boolean } = {}): string {
  const maxLength = options.maxLength ?? maxInboundText
  if (typeof text !== 'string')
    throw new AppError('message-malformed', 'The message must be text.', { details: { field: 'text' } })
  if (text.length > maxLength)
    throw new AppError(
      'message-too-long',
      `A message may have ${String(maxLength)} characters; this one has ${String(text.length)}.`,
      {
        details: { field: 'text', length: text.length, maxLength },
      },
    )
  if (loneSurrogate.test(text) || controls.test(text))
    throw new AppError('message-malformed', 'The message is not well-formed text.', { details: { field: 'text' } })
  if (text.trim() === '' && options.mayBeEmpty !== true)
    throw new AppError('message-empty', 'The message has no text.', { details: { field: 'text' } })
  return text
}
