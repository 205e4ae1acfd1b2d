// Which records a person is made of, what spoke for it, and taking a merge apart again.
import { useTranslation } from '../../lib/i18n/index.js'
import { MergeList } from '../identity/merge-list.js'

export function Merges({ id }: { id: string }) {
  const { t } = useTranslation()
  return <MergeList which={{ customer: id, limit: 50 }} none={t('customers.merges.none')} />
}
