// Who is speaking: finds or creates the channel identity and its customer.
//
// What a channel has proven and what it was only told are two identities of one (channel, subject). A visitor who signs in is joined
// to the customer's record from then on; the visitor's own identity, record and conversations stay as they were, and without the
// proof nothing leads back into the verified record. An identity keeps its own record when that is merged into another one: what readers
// show of a merged person is put together when it is read (groups.ts).
import { createHash } from 'node:crypto'
import type { ChannelIdentityId, CustomerId } from '../../bot/domain/ids.js'
import type { ChannelSubject } from '../../bot/domain/inbound.js'
import type { Locale } from '../../bot/domain/locale.js'
import type { ResolvedIdentity } from '../../bot/domain/first-contact.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { together } from '../../platform/together.js'
import type { Store } from '../store/connection.js'
import { direct, writingTogether, type Writing } from '../store/direct.js'
import { retryOnDuplicate } from '../store/duplicate-key.js'
import type { StoredIdentity } from '../store/models/identity-model.js'
import { bumpRevision, memoryOf } from '../store/revisions.js'
import { groups } from './groups.js'

type Proof = StoredIdentity['proof']

/** Made from what it names, so two processes that meet a stranger at once make the same one; hashed, so that ids in logs tell nothing. */
const fixedId = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}_${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 26)}`

const identityIdOf = (subject: ChannelSubject, proof: Proof): ChannelIdentityId =>
  fixedId('idn', subject.channel, subject.subject, proof) as ChannelIdentityId

const folded = (email: string): string => email.trim().toLowerCase()

const recentSubjects = 5000

export function identities(store: Store, clock: Clock) {
  const { identities: documents, customers: customerDocuments } = store.models
  const known = direct(documents)
  const customers = direct(customerDocuments)
  const person = groups(store)

  const customerOf = (id: CustomerId, subject: ChannelSubject, locale: Locale | undefined, number?: string) => {
    const now = clock.now()
    return {
      filter: number === undefined ? { _id: id } : { number },
      update: {
        $setOnInsert: {
          ...(number === undefined ? {} : { _id: id }),
          ...(subject.displayName === undefined ? {} : { name: subject.displayName }),
          ...(subject.email === undefined ? {} : { email: folded(subject.email) }),
          ...(locale === undefined ? {} : { locale }),
          traits: [],
          counters: {},
          createdAt: now,
          updatedAt: now,
        },
      },
    }
  }
  const identityOf = (
    identityId: ChannelIdentityId,
    subject: ChannelSubject,
    proof: Proof,
    customerId: CustomerId,
  ) => ({
    filter: { _id: identityId },
    update: {
      $set: { customerId, state: subject.trust },
      $setOnInsert: { channel: subject.channel, subject: subject.subject, proof, createdAt: clock.now() },
    },
  })

  /** Creates the customer unless it is there. Two who race for one `number` both end with the winner's record. */
  const ensureCustomer = async (
    id: CustomerId,
    subject: ChannelSubject,
    locale: Locale | undefined,
    number?: string,
  ): Promise<CustomerId> => {
    const { filter, update } = customerOf(id, subject, locale, number)
    await customers.upsert(filter, update)
    if (number === undefined) return id
    const found = await customerDocuments.findOne({ number }, { _id: 1 }).lean<{ _id: string }>()
    return (found?._id ?? id) as CustomerId
  }

  /** Strangers of one moment in one write, each with the record first: an identity never points to nobody. */
  const begin = writingTogether(store.connection)
  const beginning = (subject: ChannelSubject, locale: Locale | undefined) => {
    const identityId = identityIdOf(subject, 'unverified')
    const customerId = strangerId(subject, 'unverified')
    const customer = customerOf(customerId, subject, locale)
    const identity = identityOf(identityId, subject, 'unverified', customerId)
    return {
      who: { identityId, customerId, trust: subject.trust },
      writings: [
        customers.upserting(customer.filter, customer.update),
        known.upserting(identity.filter, identity.update),
      ],
    }
  }

  /** A proven address joins the one customer of the shop who has it; when two share it who are not one person, it joins neither. */
  const customerByEmail = async (email: string): Promise<CustomerId | undefined> => {
    const found = await customerDocuments
      .find({ email: folded(email), number: { $exists: true } }, { _id: 1 })
      .sort({ createdAt: 1, _id: 1 })
      .limit(10)
      .lean<{ _id: CustomerId }[]>()
    const people = await Promise.all(found.map(({ _id }) => person.living(_id)))
    return new Set(people).size === 1 ? found[0]?._id : undefined
  }

  const customerOfVerified = async (subject: ChannelSubject, locale: Locale | undefined): Promise<CustomerId> => {
    const { customerNumber } = subject
    if (customerNumber !== undefined) {
      const found = await customerDocuments.findOne({ number: customerNumber }, { _id: 1 }).lean<{ _id: string }>()
      if (found) return found._id as CustomerId
      return ensureCustomer(fixedId('cus', 'number', customerNumber) as CustomerId, subject, locale, customerNumber)
    }
    const joined = subject.email === undefined ? undefined : await customerByEmail(subject.email)
    return joined ?? ensureCustomer(strangerId(subject, 'verified'), subject, locale)
  }

  const strangerId = (subject: ChannelSubject, proof: Proof): CustomerId =>
    fixedId('cus', subject.channel, subject.subject, proof) as CustomerId

  /** What is known of each subject: its proven identity and the other one, as far as they are there. */
  const both = together<ChannelSubject, StoredIdentity[]>(async (subjects) => {
    const asked = subjects.map((subject) => [identityIdOf(subject, 'verified'), identityIdOf(subject, 'unverified')])
    const found = await known.find({ _id: { $in: asked.flat() } })
    return asked.map((ids) => found.filter(({ _id }) => ids.includes(_id as ChannelIdentityId)))
  })

  /** Those of `both`; rejects with `identity-blocked` when either is. */
  const admitted = async (subject: ChannelSubject): Promise<StoredIdentity[]> => {
    const earlier = await both(subject)
    if (earlier.some((identity) => identity.state === 'blocked'))
      throw new AppError('identity-blocked', 'This identity has been blocked.', {
        details: { channel: subject.channel },
      })
    return earlier
  }

  const find = async (subject: ChannelSubject, locale: Locale | undefined): Promise<ResolvedIdentity> => {
    const earlier = await admitted(subject)
    const proof: Proof = subject.trust === 'verified' ? 'verified' : 'unverified'
    const identityId = identityIdOf(subject, proof)
    const identity = earlier.find(({ _id }) => _id === identityId)
    const isSettled = identity !== undefined && (proof === 'unverified' || subject.customerNumber === undefined)
    if (identity && isSettled) return { identityId, customerId: identity.customerId, trust: subject.trust }

    if (proof === 'unverified') {
      const { who, writings } = beginning(subject, locale)
      await retryOnDuplicate(() => begin(writings))
      return who
    }

    const customerId = await retryOnDuplicate(() => customerOfVerified(subject, locale))
    if (identity?.customerId !== customerId) {
      const { filter, update } = identityOf(identityId, subject, proof, customerId)
      await retryOnDuplicate(() => known.upsert(filter, update))
    }
    return { identityId, customerId, trust: subject.trust }
  }

  /** Whom subjects meant when they were met last. */
  const met = memoryOf<string, ResolvedIdentity>(store, 'identities', recentSubjects)

  const keyOf = (subject: ChannelSubject, locale: Locale | undefined): string => JSON.stringify([subject, locale])

  return {
    /**
     * For somebody who has proven nothing and whom nobody knows: who they will be, and what is to be written for it, the record first.
     * Undefined for everybody else. `begun` says that it is written. Rejects with `identity-blocked`.
     */
    async stranger(
      subject: ChannelSubject,
      locale: Locale | undefined,
    ): Promise<{ who: ResolvedIdentity; writings: readonly Writing[]; begun(): void } | undefined> {
      if (subject.trust === 'verified') return undefined
      const memory = await met()
      const key = keyOf(subject, locale)
      if (memory.get(key)) return undefined
      const earlier = await admitted(subject)
      const { who, writings } = beginning(subject, locale)
      const known = earlier.find(({ _id }) => _id === who.identityId)
      if (!known) return { who, writings, begun: () => void memory.set(key, who) }
      memory.set(key, { ...who, customerId: known.customerId })
      return undefined
    },

    /**
     * Idempotent and safe under races. A verified subject with a customer number joins the customer of that number (created when the
     * shop knows it before we do); a verified e-mail address joins the one customer who has it. A subject that is not verified never
     * joins either. Rejects with `identity-blocked` when the subject was blocked, proven or not.
     */
    async resolve(subject: ChannelSubject, locale?: Locale): Promise<ResolvedIdentity> {
      const memory = await met()
      const key = keyOf(subject, locale)
      const resolved = memory.get(key) ?? (await find(subject, locale))
      memory.set(key, resolved)
      return resolved
    },

    /** Refuses everything that comes from this subject from now on, proven or not; `blocked: false` takes it back. */
    async setBlocked(id: ChannelIdentityId, blocked: boolean): Promise<boolean> {
      const identity = await documents.findById(id).lean<StoredIdentity>()
      if (!identity) return false
      const open = identity.proof === 'verified' ? 'verified' : 'anonymous'
      await documents.updateOne({ _id: id }, { $set: { state: blocked ? 'blocked' : open } })
      await bumpRevision(store, 'identities')
      return true
    },
  }
}
