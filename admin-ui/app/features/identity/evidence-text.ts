// What spoke for two records being one person, in words.
import type { MergeView } from '../../../api/identity/contract.js'
import type { Format } from '../../lib/format.js'
import { isMessageKey, type Translation } from '../../lib/i18n/index.js'

export function fieldText(t: Translation['t'], field: string): string {
  const key = [`record.${field}`, `customer.${field}`].find(isMessageKey)
  return key === undefined ? field.replace(/^trait:/, '') : t(key)
}

export function evidenceText(t: Translation['t'], format: Format, { kind, key, probability }: MergeView['evidence']) {
  const why = t(`merge.${kind}`, { key: key === undefined ? '' : fieldText(t, key).toLowerCase() })
  return probability === undefined ? why : `${why} (${shareText(format, probability)})`
}

/** Never rounded up: what is not certain is not called 100 %. */
export const shareText = (format: Format, probability: number): string =>
  format.percent(Math.floor(probability * 1000) / 1000, 1)
