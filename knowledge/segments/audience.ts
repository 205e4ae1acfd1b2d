// An audience leaves the house: members of a segment who agreed to the purpose, as CSV or to a webhook.
import { createHmac } from 'node:crypto'
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import { AppError } from '../../platform/errors.js'
import { consentGate } from '../customers/consent-gate.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'
import type { Purpose } from '../store/models/consent-model.js'
import { unknownSegment, type Segments } from './segments.js'

const usualPage = 500
/** Members of a page that are looked at together. */
const lookedAtOnce = 50

export interface AudienceMember {
  id: string
  number: string
  name: string
  email: string
  phone: string
  locale: string
}

const memberOf = ({ id, number, name, email, phone, locale }: Customer): AudienceMember => ({
  id,
  number: number ?? '',
  name: name ?? '',
  email: email ?? '',
  phone: phone ?? '',
  locale: locale ?? '',
})

const columns = ['id', 'number', 'name', 'email', 'phone', 'locale'] as const

/**
 * A cell that no spreadsheet takes for a formula: what begins with = + - @, tab or return gets an apostrophe (OWASP, CSV injection). A phone
 * number in international form is text for every program once it is quoted so.
 */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvHeader = `${columns.join(',')}\r\n`
export const csvRow = (member: AudienceMember): string =>
  `${columns.map((name) => csvCell(member[name])).join(',')}\r\n`

export interface AudienceCounts {
  exported: number
  /** Members who did not agree to the purpose. */
  withoutConsent: number
}

export interface Audience {
  segment: string
  purpose: Purpose
}

export interface AudiencePage {
  members: readonly AudienceMember[]
  /** The last member that was looked at, and what was counted up to there. */
  after: CustomerId
  counts: AudienceCounts
}

export interface AudienceOptions {
  /** Where an earlier run stopped. */
  from?: Omit<AudiencePage, 'members'> | undefined
  /** Members, with and without consent; default 500. */
  pageSize?: number | undefined
}

/**
 * Page after page, also those of nobody; who has not agreed to the purpose is counted and never handed over. Rejects with `not-found`.
 */
export async function* audiencePages(
  store: Store,
  segments: Segments,
  { segment, purpose }: Audience,
  { from, pageSize = usualPage }: AudienceOptions = {},
): AsyncGenerator<AudiencePage> {
  if (!(await segments.list()).some(({ id }) => id === segment)) throw unknownSegment(segment)
  const [gate, person] = [consentGate(store), people(store)]
  const agreed = async (id: CustomerId) => ((await gate.mayHandOver(id, purpose)) ? person.get(id) : undefined)
  const counts = { exported: 0, withoutConsent: 0, ...from?.counts }
  let after = from?.after
  for (;;) {
    const page = await segments.members(segment, { after, limit: pageSize })
    after = page.at(-1)?.customerId
    if (after === undefined) return
    const members: AudienceMember[] = []
    for (let at = 0; at < page.length; at += lookedAtOnce) {
      const found = await Promise.all(page.slice(at, at + lookedAtOnce).map(({ customerId }) => agreed(customerId)))
      for (const shown of found)
        if (shown) members.push(memberOf(shown.customer))
        else counts.withoutConsent += 1
    }
    counts.exported += members.length
    yield { members, after, counts: { ...counts } }
  }
}

const webhookTimeoutMs = 15_000
/** Not now: too slow, too early, too many. */
const laterStatus = [408, 425, 429]

/** Set by who runs the installation: people who are signed in cannot send customers anywhere else. */
export interface AudienceTarget {
  url: URL
  secret: string
}

/**
 * Signed over the raw body: `x-kefu-signature: sha256=<hex>`. `delivery` is the same when a page comes a second time. Rejects with
 * `delivery-failed`.
 */
export async function postAudience(
  { url, secret }: AudienceTarget,
  body: { delivery: string; segment: string; page: number; members: readonly AudienceMember[] },
): Promise<void> {
  const text = JSON.stringify(body)
  const signature = createHmac('sha256', secret).update(text).digest('hex')
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-kefu-signature': `sha256=${signature}` },
      body: text,
      redirect: 'error',
      signal: AbortSignal.timeout(webhookTimeoutMs),
    })
  } catch (cause) {
    throw new AppError('delivery-failed', `The webhook at ${url.host} does not answer.`, { retryable: true, cause })
  }
  if (!response.ok)
    throw new AppError('delivery-failed', `The webhook at ${url.host} answered ${String(response.status)}.`, {
      details: { status: response.status },
      retryable: response.status >= 500 || laterStatus.includes(response.status),
    })
}
