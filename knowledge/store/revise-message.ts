// One message said otherwise or taken back, with the event of it.
import type { RecordEvent } from '../../bot/domain/event.js'
import type { MessageId } from '../../bot/domain/ids.js'
import type { Message } from '../../bot/domain/message.js'
import type { Store } from './connection.js'
import { messageFromStored } from './message-document.js'
import { direct } from './direct.js'
import type { StoredMessage } from './models/message-model.js'
import { toStored } from './record-schema.js'

/** As the port says. The event comes first: one without a change is a try that died, a change without one would be unseen. */
export async function reviseMessage(
  store: Store,
  id: MessageId,
  { text, at }: { text?: string; at: Date },
  event: RecordEvent,
): Promise<Message | undefined> {
  const { messages, events } = store.models
  const there = { _id: id, deletedAt: { $exists: false } }
  if (!(await messages.exists(there))) return undefined
  await direct(events).insertAbsent([toStored(event)])
  const $set = text === undefined ? { deletedAt: at } : { 'content.text': text, editedAt: at }
  const revised = await messages.findOneAndUpdate(there, { $set }, { returnDocument: 'after' }).lean<StoredMessage>()
  return revised ? messageFromStored(revised) : undefined
}
