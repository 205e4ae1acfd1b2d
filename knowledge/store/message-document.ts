// A stored message as the rest of the product knows it.
import type { Message } from '../../bot/domain/message.js'
import { messageSchema, type StoredMessage } from './models/message-model.js'
import { parseRecord } from './record-schema.js'

/** A message as readers see it: without what only the delivery keeps. */
export function messageFromStored(document: StoredMessage): Message {
  const { _id, externalId: _e, deliveredAt: _d, readAt: _r, failure: _f, ...rest } = document
  return parseRecord('messages', messageSchema, { id: _id, ...rest })
}
