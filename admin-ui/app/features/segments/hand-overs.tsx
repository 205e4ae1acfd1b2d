// Handing an audience over: only those who agree to the purpose, to a file or to the webhook that is set, by a job whose progress is shown.
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { purpose as purposeSchema, segmentsContract } from '../../../api/segments/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { ApiError, call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'

type HandOver = Awaited<ReturnType<typeof call<typeof segmentsContract.handOvers>>>['items'][number]

const tones: Readonly<Record<HandOver['state'], Tone>> = {
  waiting: 'neutral',
  running: 'info',
  done: 'good',
  failed: 'bad',
}
const pollMs = 1_500
const list = read(segmentsContract.handOvers, { query: { limit: 200 } })

export function HandOvers({ segment }: { segment: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [purpose, setPurpose] = useState<HandOver['purpose']>('marketing')
  const handOvers = useQuery({
    ...list,
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'waiting' || one.state === 'running') ? pollMs : false,
  })
  const ask = useMutation({
    mutationFn: (to: HandOver['to']) =>
      call(segmentsContract.handOver, { params: { id: segment }, body: { purpose, to } }),
    onSuccess: () => notifyDone(t('handover.asked')),
    onError: (error) =>
      error instanceof ApiError && error.details['variable'] === 'AUDIENCE_WEBHOOK'
        ? notifyDone(t('handover.no-webhook'))
        : notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: list.queryKey }),
  })
  return (
    <Section title={t('handover.title')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('handover.about')}
      </Text>
      <Group gap="sm" align="flex-end" mb="sm">
        <Select
          label={t('handover.purpose')}
          w={200}
          allowDeselect={false}
          value={purpose}
          onChange={(value) => setPurpose(purposeSchema.catch('marketing').parse(value))}
          data={purposeSchema.options.map((one) => ({ value: one, label: t(`purpose.${one}`) }))}
        />
        <Button
          variant="default"
          loading={ask.isPending && ask.variables === 'file'}
          onClick={() => ask.mutate('file')}
        >
          {t('handover.file')}
        </Button>
        <Button
          variant="default"
          loading={ask.isPending && ask.variables === 'webhook'}
          onClick={() => ask.mutate('webhook')}
        >
          {t('handover.webhook')}
        </Button>
      </Group>
      <Loaded query={handOvers}>
        {({ items }) => (
          <Stack gap="xs">
            {items
              .filter((one) => one.segment === segment)
              .map((one) => (
                <Row key={one.id} handOver={one} />
              ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}

function Row({ handOver }: { handOver: HandOver }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, purpose, to, state, by, requestedAt, exported, withoutConsent, failure } = handOver
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Group gap="xs">
          <Text size="sm">
            {t(`handover.to.${to}`)} · {t(`purpose.${purpose}`)}
          </Text>
          <Chip tone={tones[state]}>{t(`handover.state.${state}`)}</Chip>
        </Group>
        <Text size="xs" c="dimmed">
          {by} · {format.ago(requestedAt)} ·{' '}
          {t('handover.counts', { exported: format.number(exported), without: format.number(withoutConsent) })}
        </Text>
        {failure !== null && <Text size="sm">{failure}</Text>}
      </div>
      {to === 'file' && state === 'done' && (
        <Button
          component="a"
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          href={`/api/v1/segment-hand-overs/${encodeURIComponent(id)}/audience.csv`}
          download
        >
          {t('handover.download')}
        </Button>
      )}
    </Group>
  )
}
