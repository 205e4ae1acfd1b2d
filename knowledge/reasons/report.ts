// Contact reasons as people read them: how many messages and conversations, week by week, labels in both languages, and examples without what
// names somebody.
import type { Customer } from '../../bot/domain/customer.js'
import type { ConversationId, CustomerId } from '../../bot/domain/ids.js'
import type { LocalizedText } from '../../bot/domain/locale.js'
import type { Clock } from '../../platform/clock.js'
import { consentGate } from '../customers/consent-gate.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'
import { messageFromStored } from '../store/message-document.js'
import {
  contactReasonSchema,
  type ContactReason,
  type ReasonLanguage,
  type StoredContactReason,
  type StoredReasonMessage,
} from '../store/models/contact-reason-model.js'
import type { StoredIntent } from '../store/models/intent-model.js'
import type { StoredMessage } from '../store/models/message-model.js'
import { fromStored } from '../store/record-schema.js'
import { masked } from './mask.js'
import { weekOf } from './week.js'

const day = 86_400_000
const shownExamples = 3
/** Looked through for different texts. */
const triedExamples = 12
const longestExample = 300

export interface ReasonWeek {
  /** Its Monday. */
  week: string
  messages: number
  conversations: number
}

export interface ReasonReport {
  /** Null: like no group. */
  id: string | null
  language: ReasonLanguage | null
  label: LocalizedText
  words: readonly string[]
  intent?: string
  messages: number
  /** One that goes on in another week counts again. */
  conversations: number
  /** Oldest first; a week without a message is there with 0. */
  weeks: readonly ReasonWeek[]
  examples: readonly { text: string; conversationId: ConversationId; at: Date }[]
}

const otherLabel: LocalizedText = { en: 'Something else', zh: '其他' }

const labelOf = ({ words }: ContactReason, intent: LocalizedText | undefined): LocalizedText => {
  const said = { en: words.join(', '), zh: words.join('、') }
  if (!intent) return said
  return { en: `${intent.en} (${said.en})`, zh: `${intent.zh}（${said.zh}）` }
}

export function reasonsReport(store: Store, clock: Clock) {
  const { contactReasons, intents, messages, reasonMessages } = store.models

  const weeksBack = (weeks: number): string[] =>
    Array.from({ length: weeks }, (_, back) => weekOf(new Date(clock.now().getTime() - (weeks - 1 - back) * 7 * day)))

  /** Counts of each reason and week, one row a conversation first so that it counts once. */
  const counted = async (since: string) => {
    const rows = await reasonMessages.aggregate<{
      _id: { reason: string | null; week: string }
      messages: number
      conversations: number
    }>([
      { $match: { week: { $gte: since } } },
      { $group: { _id: { reason: '$reason', week: '$week', conversation: '$conversationId' }, messages: { $sum: 1 } } },
      {
        $group: {
          _id: { reason: '$_id.reason', week: '$_id.week' },
          messages: { $sum: '$messages' },
          conversations: { $sum: 1 },
        },
      },
    ])
    const byReason = new Map<string | null, Map<string, ReasonWeek>>()
    for (const { _id, ...counts } of rows) {
      const weeks = byReason.get(_id.reason) ?? new Map<string, ReasonWeek>()
      byReason.set(_id.reason, weeks.set(_id.week, { week: _id.week, ...counts }))
    }
    return byReason
  }

  const examplesOf = async (reason: string | null, refused: ReadonlySet<CustomerId>) => {
    const near = await reasonMessages
      .find({ reason })
      .sort({ score: -1, _id: 1 })
      .limit(triedExamples)
      .lean<StoredReasonMessage[]>()
    const allowed = near.filter(({ customerId }) => !refused.has(customerId))
    if (allowed.length === 0) return []
    const written = await messages
      .find({ $or: allowed.map(({ conversationId, seq }) => ({ conversationId, seq })) } as never)
      .lean<StoredMessage[]>()
      .then((found) => found.map(messageFromStored))
    const authors = new Map<string, Customer | undefined>()
    const shown = new Map<string, ReasonReport['examples'][number]>()
    for (const { conversationId, seq, customerId } of allowed) {
      const message = written.find((one) => one.conversationId === conversationId && one.seq === seq)
      if (!message || message.deletedAt || shown.size >= shownExamples) continue
      if (!authors.has(customerId)) authors.set(customerId, (await people(store).get(customerId))?.customer)
      const text = masked(message.content.text, authors.get(customerId)).slice(0, longestExample)
      if (!shown.has(text)) shown.set(text, { text, conversationId: message.conversationId, at: message.at })
    }
    return [...shown.values()]
  }

  return {
    /** Most messages first, what is like no group last. @param weeks how many to look back, this one included */
    async list(weeks: number): Promise<ReasonReport[]> {
      const span = weeksBack(weeks)
      const [found, counts, refused] = await Promise.all([
        contactReasons.find().lean<StoredContactReason[]>(),
        counted(span[0] ?? ''),
        consentGate(store).refusedBy('analytics'),
      ])
      const known = found.map((document) => fromStored('contact_reasons', contactReasonSchema, document))
      const named = await intents
        .find({ _id: { $in: known.flatMap(({ intent }) => intent ?? []) } }, { description: 1 })
        .lean<Pick<StoredIntent, '_id' | 'description'>[]>()
      const descriptions = new Map(named.map(({ _id, description }) => [_id, description]))
      const report = async (reason: ContactReason | null): Promise<ReasonReport> => {
        const byWeek = counts.get(reason?.id ?? null)
        const trend = span.map((week) => byWeek?.get(week) ?? { week, messages: 0, conversations: 0 })
        return {
          id: reason?.id ?? null,
          language: reason?.language ?? null,
          label: reason ? labelOf(reason, descriptions.get(reason.intent ?? '')) : otherLabel,
          words: reason?.words ?? [],
          ...(reason?.intent !== undefined && { intent: reason.intent }),
          messages: trend.reduce((sum, one) => sum + one.messages, 0),
          conversations: trend.reduce((sum, one) => sum + one.conversations, 0),
          weeks: trend,
          examples: await examplesOf(reason?.id ?? null, refused),
        }
      }
      const reports: ReasonReport[] = []
      for (const reason of known) reports.push(await report(reason))
      reports.sort((a, b) => b.messages - a.messages || ((a.id ?? '') < (b.id ?? '') ? -1 : 1))
      const other = await report(null)
      return other.messages > 0 ? [...reports, other] : reports
    },
  }
}
