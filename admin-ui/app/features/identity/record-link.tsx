// A record by name, leading to the person that it belongs to; its number tells namesakes apart.
import { Text } from '@mantine/core'
import type { RecordView } from '../../../api/identity/contract.js'
import { AnchorLink } from '../../components/links.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { recordName } from './record-name.js'

/** @param props.brief leaves the rest of what it is known by away: it stands beside */
export function RecordLink({ record, brief = false }: { record: RecordView | undefined; brief?: boolean }) {
  const { t } = useTranslation()
  if (record === undefined)
    return (
      <Text span size="sm" c="dimmed">
        {t('identity.gone-record')}
      </Text>
    )
  const name = recordName(t, record)
  const more = [record.number, record.email].filter((part) => part !== undefined && part !== name).join(' · ')
  return (
    <>
      <AnchorLink to="/customers/$id" params={{ id: record.id }} fw={600} size="sm">
        {name}
      </AnchorLink>
      {!brief && more !== '' && (
        <Text span size="sm" c="dimmed">
          {' '}
          {more}
        </Text>
      )}
    </>
  )
}
