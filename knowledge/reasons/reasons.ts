// Contact reasons: new messages are placed among the groups as they come, the groups are found anew once a day in a thread of their own, and
// everything can be made again from the log. Only messages of the last half year count.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { consentGate } from '../customers/consent-gate.js'
import type { Store } from '../store/connection.js'
import type { ReasonLanguage, StoredReasonProgress } from '../store/models/contact-reason-model.js'
import { meaningsOf, type ReasonEncoders } from './encoders.js'
import { findGroups } from './find-groups.js'
import { byWordsAlone, readGroupings, type KeptGrouping } from './grouping-store.js'
import { placeText } from './grouping/group-texts.js'
import { readContacts, type Contact } from './read-contacts.js'
import { reasonsReport } from './report.js'
import { weekOf } from './week.js'

const day = 86_400_000
export const keptDays = 182
/** Another process may still be writing an earlier message: what is younger is read again. */
const settlingMs = 10 * 60_000
const current = 'current'

export interface FollowResult {
  /** Messages that were placed or placed again. */
  placed: number
  /** Of those, like no group. */
  other: number
}

export function reasons(store: Store, clock: Clock) {
  const { contactReasons, reasonGroupings, reasonMessages, reasonProgress } = store.models

  const oldest = (): Date => new Date(clock.now().getTime() - keptDays * day)

  const placePage = async (
    page: readonly Contact[],
    encoders: ReasonEncoders,
    groupings: ReadonlyMap<ReasonLanguage, KeptGrouping>,
  ): Promise<FollowResult> => {
    const vectors = new Map<string, Float32Array>()
    for (const [language, { madeWith }] of groupings) {
      const encoder = encoders[language]
      const own = page.filter((contact) => contact.language === language)
      if (madeWith === byWordsAlone || madeWith !== encoder?.stamp.checksum) continue
      const encoded = await meaningsOf(
        encoder,
        own.map(({ text }) => text),
      )
      for (const [at, { id }] of own.entries()) if (encoded[at]) vectors.set(id, encoded[at])
    }
    let other = 0
    const writes = page.map(({ id, customerId, conversationId, seq, language, text, at }) => {
      const kept = groupings.get(language)
      const { group, score } = kept ? placeText(text, vectors.get(id), kept.grouping) : { group: -1, score: 0 }
      const reason = kept?.reasons[group] ?? null
      if (reason === null) other += 1
      const $set = {
        customerId,
        conversationId,
        seq,
        language,
        reason,
        score,
        week: weekOf(at),
        at,
        placed: clock.now(),
      }
      return { updateOne: { filter: { _id: id }, update: { $set }, upsert: true } }
    })
    if (writes.length > 0) await reasonMessages.bulkWrite(writes, { ordered: false })
    return { placed: page.length, other }
  }

  const place = async (encoders: ReasonEncoders, after: Date): Promise<FollowResult> => {
    const groupings = await readGroupings(store)
    const upTo = new Date(clock.now().getTime() - settlingMs)
    const total: FollowResult = { placed: 0, other: 0 }
    for await (const page of readContacts(store, { after })) {
      const { placed, other } = await placePage(page, encoders, groupings)
      total.placed += placed
      total.other += other
    }
    await reasonProgress.replaceOne({ _id: current }, { at: upTo }, { upsert: true })
    return total
  }

  /** What is too old, and what people said who have refused since. */
  const leaveOut = async (): Promise<void> => {
    await reasonMessages.deleteMany({ at: { $lte: oldest() } })
    const refused: readonly CustomerId[] = [...(await consentGate(store).refusedBy('analytics'))]
    if (refused.length > 0) await reasonMessages.deleteMany({ customerId: { $in: [...refused] } })
  }

  const follow = async (encoders: ReasonEncoders): Promise<FollowResult> => {
    await leaveOut()
    const progress = await reasonProgress.findById(current).lean<StoredReasonProgress>()
    const floor = oldest()
    return place(encoders, progress && progress.at > floor ? progress.at : floor)
  }

  /** Finds the groups anew, then places everything that counts among them. A group that holds mostly the same messages keeps its id. */
  const rebuild = async (encoders: ReasonEncoders): Promise<FollowResult & { reasons: number }> => {
    await leaveOut()
    const [after, now] = [oldest(), clock.now()]
    const found = await findGroups(store, encoders, { after, now })
    const placed = await place(encoders, after)
    // What was not met again was deleted, or is no contact any more.
    await reasonMessages.deleteMany({ placed: { $lt: now } })
    return { reasons: found, ...placed }
  }

  return {
    ...reasonsReport(store, clock),

    /** Places what came since the last time. Safe to repeat. */
    follow,
    rebuild,

    /** The job: follows, and rebuilds when the groups are from another day or were made with other encoders. */
    async keepUp(encoders: ReasonEncoders): Promise<void> {
      const kept = await readGroupings(store)
      const today = clock.now().toISOString().slice(0, 10)
      const isFresh = kept.size > 0 && [...kept.values()].every(({ at }) => at.toISOString().slice(0, 10) === today)
      const fits = [...kept].every(
        ([language, { madeWith }]) => madeWith === (encoders[language]?.stamp.checksum ?? byWordsAlone),
      )
      if (isFresh && fits) await follow(encoders)
      else await rebuild(encoders)
    },

    /** Forgets everything that was worked out and makes it again from the log. */
    async replay(encoders: ReasonEncoders): Promise<FollowResult & { reasons: number }> {
      for (const model of [contactReasons, reasonGroupings, reasonMessages, reasonProgress])
        await (model as typeof contactReasons).deleteMany({})
      return rebuild(encoders)
    },
  }
}

export type Reasons = ReturnType<typeof reasons>
