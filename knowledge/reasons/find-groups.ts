// One pass over what customers wrote lately: groups for each language, made in a thread of their own, matched with the reasons there were.
import { inWorker } from '../../platform/in-worker.js'
import type { Store } from '../store/connection.js'
import { reasonLanguages, type ReasonLanguage, type StoredReasonMessage } from '../store/models/contact-reason-model.js'
import { meaningsOf, type ReasonEncoder, type ReasonEncoders } from './encoders.js'
import { byWordsAlone, keepGrouping } from './grouping-store.js'
import { groupTexts, type GroupedTexts, type TextsToGroup } from './grouping/group-texts.js'
import { matchReasons } from './match-reasons.js'
import { readContacts, type Contact } from './read-contacts.js'

/** So many of the newest different texts of a language are grouped: the search for neighbours grows with their square. */
const mostTexts = 6_000
/** Fewer are grouped in milliseconds: a thread would take longer to begin. */
const threadFrom = 300
/** An intent names a group when it was understood in at least this share of its messages. */
const mostly = 0.5

interface Said {
  text: string
  messages: Contact[]
}

const sameText = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim()

/** The newest texts of each language, oldest first, each once with all who said it. */
async function newestTexts(store: Store, after: Date): Promise<Map<ReasonLanguage, Said[]>> {
  const byLanguage = new Map(reasonLanguages.map((language) => [language, new Map<string, Said>()]))
  for await (const page of readContacts(store, { after, newestFirst: true })) {
    for (const contact of page) {
      const texts = byLanguage.get(contact.language)
      const key = sameText(contact.text)
      const known = texts?.get(key)
      if (known) known.messages.push(contact)
      else if (texts && texts.size < mostTexts) texts.set(key, { text: contact.text, messages: [contact] })
    }
    if ([...byLanguage.values()].every(({ size }) => size >= mostTexts)) break
  }
  return new Map([...byLanguage].map(([language, texts]) => [language, [...texts.values()].reverse()]))
}

async function groupAll(said: readonly Said[], meanings: readonly Float32Array[] | undefined): Promise<GroupedTexts> {
  const columns = meanings?.[0]?.length ?? 0
  const values = new Float32Array(said.length * columns)
  for (const [row, vector] of (meanings ?? []).entries()) values.set(vector, row * columns)
  const input: TextsToGroup = {
    texts: said.map(({ text }) => text),
    counts: said.map(({ messages }) => messages.length),
    ...(meanings && columns > 0 && { meanings: { columns, values } }),
  }
  return said.length < threadFrom
    ? groupTexts(input)
    : inWorker<TextsToGroup, GroupedTexts>(import.meta.url, './group-worker', input)
}

function usualIntent(messages: readonly Contact[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { intents } of messages)
    for (const intent of new Set(intents)) counts.set(intent, (counts.get(intent) ?? 0) + 1)
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return first && first[1] >= messages.length * mostly ? first[0] : undefined
}

async function findForLanguage(
  store: Store,
  language: ReasonLanguage,
  said: readonly Said[],
  encoder: ReasonEncoder | undefined,
  now: Date,
): Promise<number> {
  const meanings =
    encoder &&
    (await meaningsOf(
      encoder,
      said.map(({ text }) => text),
    ))
  const { grouping, groups } = await groupAll(said, meanings)
  const messagesOf = grouping.words.map((_, group) =>
    said.flatMap(({ messages }, row) => (groups[row] === group ? messages : [])),
  )
  const before = new Map<string, string>()
  const placed = store.models.reasonMessages
    .find({ language, reason: { $ne: null } }, { reason: 1 })
    .lean<Pick<StoredReasonMessage, '_id' | 'reason'>[]>()
  for await (const { _id, reason } of placed.cursor({ batchSize: 1000 })) if (reason !== null) before.set(_id, reason)
  const ids = matchReasons(
    messagesOf.map((messages) => new Set(messages.map(({ id }) => id))),
    before,
    language,
  )
  const { contactReasons } = store.models
  const writes = ids.map((_id, group) => {
    const intent = usualIntent(messagesOf[group] ?? [])
    return {
      updateOne: {
        filter: { _id },
        update: {
          $set: { language, words: [...(grouping.words[group] ?? [])], ...(intent !== undefined && { intent }) },
          ...(intent === undefined && { $unset: { intent: 1 } }),
          $setOnInsert: { since: now },
        },
        upsert: true,
      },
    }
  })
  if (writes.length > 0) await contactReasons.bulkWrite(writes, { ordered: false })
  // From here on messages are placed among the new groups; what died before left the old ones whole.
  await keepGrouping(store, language, {
    madeWith: encoder?.stamp.checksum ?? byWordsAlone,
    grouping,
    reasons: ids,
    at: now,
  })
  await contactReasons.deleteMany({ language, _id: { $nin: ids } })
  return ids.length
}

/** Resolves with how many reasons there are now. The messages still have to be placed anew. */
export async function findGroups(
  store: Store,
  encoders: ReasonEncoders,
  range: { after: Date; now: Date },
): Promise<number> {
  let found = 0
  for (const [language, said] of await newestTexts(store, range.after))
    found += await findForLanguage(store, language, said, encoders[language], range.now)
  return found
}
