// What a Segment-compatible library sends (https://segment.com/docs/connections/spec/): five kinds of messages, one at a time or in a batch.
import { z } from 'zod'
import { AppError } from '../../../platform/errors.js'

const id = z.string().min(1).max(200)
const facts = z.record(z.string(), z.unknown()).nullish()
const time = z.iso.datetime({ offset: true }).optional().catch(undefined)

const common = {
  messageId: id.optional(),
  userId: z.union([id, z.number().transform(String)]).nullish(),
  anonymousId: z.union([id, z.number().transform(String)]).nullish(),
  timestamp: time,
  context: facts,
}

export const messageTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type MessageType = (typeof messageTypes)[number]

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('identify'), ...common, traits: facts }),
  z.object({ type: z.literal('track'), ...common, event: z.string().min(1).max(200), properties: facts }),
  z.object({ type: z.literal('page'), ...common, name: z.string().max(500).nullish(), properties: facts }),
  z.object({ type: z.literal('screen'), ...common, name: z.string().max(500).nullish(), properties: facts }),
  z.object({ type: z.literal('group'), ...common, groupId: id, traits: facts }),
  z.object({ type: z.literal('alias'), ...common, previousId: id }),
])
export type Message = z.output<typeof message>

/** What libraries refuse to send, and Segment to take. */
export const longestMessage = 32 * 1024
export const mostMessages = 1_000

const invalid = (field: string, reason: string): AppError =>
  new AppError('input-invalid', `${field}: ${reason}`, { details: { field, reason } })

/** Throws `input-invalid` that names the field. @param where of it in the request, for the name of the field. */
export function readMessage(value: unknown, type: MessageType | undefined, where = ''): Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(where === '' ? 'body' : where, 'must be a JSON object')
  if (JSON.stringify(value).length > longestMessage)
    throw invalid(where === '' ? 'body' : where, `is longer than ${String(longestMessage)} bytes`)
  const parsed = message.safeParse(type === undefined ? value : { ...value, type })
  const at = (name: string): string => (where === '' ? name : name === '' ? where : `${where}.${name}`)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(at(issue?.path.join('.') ?? ''), issue?.message ?? 'is not right')
  }
  if (parsed.data.userId == null && parsed.data.anonymousId == null)
    throw invalid(at('userId'), 'a message needs a userId or an anonymousId')
  return parsed.data
}

/** The messages of `/v1/batch`. Throws `input-invalid`: one wrong message refuses the whole, and nothing of it is stored. */
export function readBatch(body: unknown): Message[] {
  const list = typeof body === 'object' && body !== null ? (body as { batch?: unknown }).batch : undefined
  if (!Array.isArray(list)) throw invalid('batch', 'must be a list of messages')
  if (list.length > mostMessages) throw invalid('batch', `holds more than ${String(mostMessages)} messages`)
  return list.map((one: unknown, at) => readMessage(one, undefined, `batch.${String(at)}`))
}
