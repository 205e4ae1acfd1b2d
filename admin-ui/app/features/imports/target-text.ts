// Where a value belongs, as problems of a row name it, in words: `email`, `trait plan`, `row`.
import { isMessageKey, type Translation } from '../../lib/i18n/index.js'

export function targetText(t: Translation['t'], target: string): string {
  if (target.startsWith('trait ')) return target.slice('trait '.length)
  const [field = '', ...rest] = target.split(' ')
  const key = `mapping.target.${field}`
  return isMessageKey(key) ? [t(key), ...rest].join(' ') : target
}
