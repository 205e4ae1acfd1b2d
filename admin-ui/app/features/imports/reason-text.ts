// Why a value was not taken, in the reader's language; a reason that is not listed here is shown in the server's words.
import type { MessageKey, Translation } from '../../lib/i18n/index.js'
import { targetText } from './target-text.js'

const known: readonly (readonly [RegExp, MessageKey])[] = [
  [/^is not an e-mail address$/, 'why.email'],
  [/^has a domain that is probably misspelt$/, 'why.domain'],
  [/^is not a phone number that can exist$/, 'why.phone'],
  [/^has no country code, and no country is set for the column$/, 'why.no-country'],
  [/^is not a number$/, 'why.number'],
  [/^is not a date$/, 'why.date'],
  [/^is a date that does not exist$/, 'why.no-date'],
  [/^is neither yes nor no$/, 'why.boolean'],
  [/^is neither English \(en\) nor Chinese \(zh\)$/, 'why.locale'],
  [/^is not an amount of money$/, 'why.money'],
  [/^has no currency, and none is set for the column$/, 'why.no-currency'],
  [/^is longer than (?<n>\d+) characters$/, 'why.long'],
  [/^holds no value for any mapped column$/, 'why.empty'],
  [/^stands in row (?<n>\d+) already$/, 'why.duplicate'],
  [/^is far from the usual (?<low>\S+) to (?<high>\S+)$/, 'why.outlier'],
  [/^belongs to (?<n>\d+) customers; a customer number would say which$/, 'why.unclear'],
  [/^edited since$/, 'why.edited'],
  [/^imported again since$/, 'why.imported'],
  [/^the record is in use$/, 'why.in-use'],
]

function listed(t: Translation['t'], reason: string): string | undefined {
  for (const [pattern, key] of known) {
    const match = pattern.exec(reason)
    if (match) return t(key, { ...match.groups })
  }
  return undefined
}

export const reasonText = (t: Translation['t'], reason: string): string => listed(t, reason) ?? reason

/** Field and reason in one: `trait plan is not a date`. */
export function problemText(t: Translation['t'], problem: string): string {
  if (problem === 'duplicate') return t('imports.kind.duplicate')
  for (const { index } of problem.matchAll(/ /g)) {
    const reason = listed(t, problem.slice(index + 1))
    if (reason !== undefined) return `${targetText(t, problem.slice(0, index))} ${reason}`
  }
  return problem
}
