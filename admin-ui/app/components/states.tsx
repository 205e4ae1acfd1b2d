// The four states that a view can be in beside "here it is": loading, empty, refused, failed.
import { Alert, Button, Center, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle, IconInbox, IconLock, IconRefresh } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '../lib/api.js'
import { errorText } from '../lib/error-text.js'
import { useTranslation } from '../lib/i18n/index.js'

export function Loading({ rows = 4, height = 44 }: { rows?: number; height?: number }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  )
}

interface MessageProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
}

export function Empty({ icon = <IconInbox size={24} stroke={1.5} />, title, children }: MessageProps) {
  return (
    <Center p="xl" mih={200}>
      <Stack align="center" gap="xs" maw={420} ta="center">
        <ThemeIcon size={48} radius="xl" variant="default" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={2} size="h5">
          {title}
        </Title>
        {children !== undefined && (
          <Text component="div" c="dimmed" size="sm">
            {children}
          </Text>
        )}
      </Stack>
    </Center>
  )
}

export function Denied() {
  const { t } = useTranslation()
  return (
    <Empty icon={<IconLock size={24} stroke={1.5} />} title={t('state.denied')}>
      {t('state.denied.why')}
    </Empty>
  )
}

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert color="red" variant="default" role="alert" icon={<IconAlertTriangle size={20} />} title={t('error.title')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{errorText(t, error)}</Text>
        {onRetry !== undefined && (
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
            {t('state.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** Shows what was read, or why it is not there. */
export function Loaded<T>(props: {
  query: UseQueryResult<T, ApiError>
  loading?: ReactNode
  children: (data: T) => ReactNode
}) {
  const { query, loading, children } = props
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isPending) return <>{loading ?? <Loading />}</>
  if (query.error instanceof ApiError && query.error.status === 403) return <Denied />
  return <Failed error={query.error} onRetry={() => void query.refetch()} />
}
