// What to call a record where a word must do: the name, else whatever else it is known by.
import type { RecordView } from '../../../api/identity/contract.js'
import type { Translation } from '../../lib/i18n/index.js'

export const recordName = (t: Translation['t'], record: RecordView | undefined): string =>
  record?.name ?? record?.email ?? record?.phone ?? record?.number ?? t('customer.stranger')
