// An audience leaves the house: members of a segment who agreed to the purpose, as CSV or to a webhook.
import { createHmac } from 'node:crypto'
import type { Customer } from '../../bot/domain/customer.js'
import { AppError } from '../../platform/errors.js'
import { consentGate } from '../customers/consent-gate.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'
import type { Purpose } from '../store/models/consent-model.js'
import { unknownSegment, type Segments } from './segments.js'

const pageSize = 500

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

/** Hands over page after page; who has not agreed to the purpose is counted and never handed over. */
export async function eachAudiencePage(
  store: Store,
  segments: Segments,
  audience: { segment: string; purpose: Purpose },
  take: (page: readonly AudienceMember[]) => Promise<void>,
): Promise<AudienceCounts> {
  const { segment, purpose } = audience
  if (!(await segments.list()).some(({ id }) => id === segment)) throw unknownSegment(segment)
  const [gate, person] = [consentGate(store), people(store)]
  const counts = { exported: 0, withoutConsent: 0 }
  let page = await segments.members(segment, { limit: pageSize })
  while (page.length > 0) {
    const members: AudienceMember[] = []
    for (const { customerId: id } of page) {
      const shown = (await gate.mayHandOver(id, purpose)) ? await person.get(id) : undefined
      if (shown) members.push(memberOf(shown.customer))
      else counts.withoutConsent += 1
    }
    if (members.length > 0) await take(members)
    counts.exported += members.length
    const last = page.at(-1)?.customerId
    page = last === undefined ? [] : await segments.members(segment, { after: last, limit: pageSize })
  }
  return counts
}

const webhookTimeoutMs = 15_000

/** Signed over the raw body: `x-kefu-signature: sha256=<hex>`. Rejects with `delivery-failed`. */
export async function postAudience(
  url: URL,
  secret: string,
  body: { segment: string; page: number; members: readonly AudienceMember[] },
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
      retryable: response.status >= 500,
    })
}
