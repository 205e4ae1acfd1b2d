// Something that is worked out in the background: the button that begins it, how far it is, why it failed; and what it found.
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { IconChartDots, IconPlayerStop } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { analysisContract } from '../../../api/analysis/contract.js'
import { Failed } from '../../components/states.js'
import { ApiError, call } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'

type Work<Found> =
  | { state: 'none' | 'cancelled' }
  | { state: 'running'; progress: number }
  | { state: 'failed'; code: string; message: string }
  | { state: 'done'; found: Found }

export function BackgroundWork<Found>(props: {
  work: Work<Found>
  label: string
  start: () => Promise<unknown>
  children: (found: Found) => ReactNode
}) {
  const { work, label, start, children } = props
  const { t } = useTranslation()
  const may = useMay()
  const format = useFormat()
  const client = useQueryClient()
  const settle = {
    onError: (error: Error) => notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['training'] }),
  }
  const begin = useMutation({ mutationFn: start, ...settle })
  const cancel = useMutation({ mutationFn: () => call(analysisContract.cancel, {}), ...settle })
  if (work.state === 'done') return children(work.found)
  if (work.state === 'running')
    return (
      <Stack gap="xs" aria-live="polite">
        <Progress value={Math.max(2, work.progress * 100)} animated size="lg" aria-label={label} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t('analysis.running')} · {format.percent(work.progress)}
          </Text>
          {may('training.edit') && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlayerStop size={14} />}
              loading={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              {t('form.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
    )
  return (
    <Stack gap="sm" align="flex-start">
      {work.state === 'failed' && <Failed error={new ApiError(work.code, work.message)} />}
      {may('training.edit') ? (
        <Button
          variant="default"
          leftSection={<IconChartDots size={16} />}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {label}
        </Button>
      ) : (
        <Text c="dimmed">{t('analysis.none')}</Text>
      )}
    </Stack>
  )
}
