// What is wrong with training data, in words.
import type { Issue } from '../../../api/train/contract.js'
import type { Translation } from '../../lib/i18n/index.js'

export function issueText(t: Translation['t'], { kind, other, count, locale }: Issue): string {
  const language = locale === undefined ? '' : t(`language.${locale}`)
  switch (kind) {
    case 'duplicate':
      return t('issue.duplicate')
    case 'conflict':
      return t('issue.conflict', { intent: other ?? '' })
    case 'too-few':
      return t('issue.too-few', { n: count ?? 0 })
    case 'no-answer':
      return locale === undefined ? t('issue.no-article') : t('issue.no-answer', { language })
    case 'too-long':
      return t('issue.too-long', { n: count ?? 0 })
    case 'missing-language':
      return t('issue.missing-language', { language })
  }
}
