// What to tell people about a refusal: by its code, in their language.
import { ApiError } from './api.js'
import { isMessageKey, type Translation } from './i18n/index.js'

export function errorText(t: Translation['t'], error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.internal')
  const { code, details } = error
  const reason = typeof details['reason'] === 'string' ? details['reason'] : ''
  const holder = details['holder']
  if (code === 'conflict' && typeof holder === 'string') return t('error.conflict.holder', { name: holder })
  if (code === 'rate-limited' && typeof details['retryAfterMs'] === 'number')
    return t('error.rate-limited', { n: Math.max(1, Math.ceil(details['retryAfterMs'] / 60_000)) })
  const [exact, general] = [`error.${code}.${reason}`, `error.${code}`]
  if (isMessageKey(exact)) return t(exact)
  return isMessageKey(general) ? t(general) : t('error.other', { code })
}
