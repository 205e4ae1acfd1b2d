// Refuses what is not a message: empty, too long, not well-formed. Every refusal names the field and the reason.
import { AppError } from '../platform/errors.js'
import type { Inbound } from './domain/inbound.js'

/** UTF-16 code units. */
export const maxMessageLength = 10_000
const maxIdLength = 300

// Control characters other than tab, line feed and carriage return: they belong to binary data.
// eslint-disable-next-line no-control-regex -- that is what is looked for
const binary = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u
/** Half of a surrogate pair: with the `u` flag whole pairs do not match. */
const loneSurrogate = /\p{Surrogate}/u
const invisible = /^[\s\p{Cf}\p{Z}]*$/u

const refuseId = (field: string, value: string): void => {
  if (value.length > 0 && value.length <= maxIdLength && !loneSurrogate.test(value) && !binary.test(value)) return
  throw new AppError('input-invalid', `${field} must be well-formed text of 1 to ${String(maxIdLength)} characters.`, {
    details: { field, limit: maxIdLength },
  })
}

/** Throws an `AppError` with code message-empty, message-too-long, message-malformed or input-invalid. */
export function checkInbound(inbound: Inbound): void {
  const { text } = inbound
  refuseId('externalId', inbound.externalId)
  refuseId('conversationKey', inbound.conversationKey)
  refuseId('from.subject', inbound.from.subject)
  // Length first: the other checks read the whole text.
  if (text.length > maxMessageLength)
    throw new AppError('message-too-long', `A message may have at most ${String(maxMessageLength)} characters.`, {
      details: { field: 'text', limit: maxMessageLength, length: text.length },
    })
  if (loneSurrogate.test(text))
    throw new AppError('message-malformed', 'The text holds half a character (an unpaired surrogate).', {
      details: { field: 'text', reason: 'unpaired-surrogate' },
    })
  if (binary.test(text))
    throw new AppError('message-malformed', 'The text holds control characters, as binary data does.', {
      details: { field: 'text', reason: 'control-character' },
    })
  if (invisible.test(text) && (inbound.attachments ?? []).length === 0)
    throw new AppError('message-empty', 'The message has no text.', { details: { field: 'text' } })
}
