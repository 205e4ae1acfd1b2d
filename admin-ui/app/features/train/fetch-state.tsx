// How the fetch of an encoder goes, or went.
import { Alert, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { FetchView } from '../../../api/encoders/contract.js'
import { AnchorLink } from '../../components/links.js'
import { ApiError } from '../../lib/api.js'
import { errorText } from '../../lib/error-text.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'

export function FetchState({ fetch }: { fetch: FetchView }) {
  const { t } = useTranslation()
  const format = useFormat()
  switch (fetch.state) {
    case 'idle':
      return null
    case 'fetching':
      return (
        <Text>
          {t('encoders.fetching', {
            name: fetch.name,
            bytes: format.megabytes(fetch.bytes),
            total: fetch.total === null ? '…' : format.megabytes(fetch.total),
          })}
        </Text>
      )
    case 'fetched':
      return (
        <Alert color="jade" variant="default" icon={<IconCheck size={20} />}>
          {t('encoders.fetched', { name: fetch.name })}{' '}
          <AnchorLink to="/train/versions" size="sm" underline="always">
            {t('encoders.fetched.next')}
          </AnchorLink>
        </Alert>
      )
    case 'cancelled':
      return <Text>{t('encoders.cancelled', { name: fetch.name })}</Text>
    case 'failed':
      return (
        <Alert
          color="red"
          variant="default"
          role="alert"
          icon={<IconAlertTriangle size={20} />}
          title={errorText(t, new ApiError(fetch.code, fetch.message))}
        >
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {fetch.message}
          </Text>
        </Alert>
      )
  }
}
