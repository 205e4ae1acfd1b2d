// Sentence encoders: what reads the meaning of sentences. Those that are here, those that can be fetched, and whether their files are sound.
import { Alert, Button, Card, Group, Progress, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconAlertTriangle, IconDownload, IconPlayerStop, IconShieldCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { encodersContract, mirrorAddress } from '../../../api/encoders/contract.js'
import type { EncoderView, FetchView, VerifiedView } from '../../../api/encoders/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { Page } from '../../components/page.js'
import { Failed, Loaded } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { FetchState } from './fetch-state.js'

export function EncodersPage() {
  const { t } = useTranslation()
  const encoders = useQuery({
    ...read(encodersContract.list, {}),
    refetchInterval: ({ state }) => (state.data?.fetch.state === 'fetching' ? 1000 : false),
  })
  const verify = useMutation({ mutationFn: () => call(encodersContract.verify, {}) })
  return (
    <Page
      title={t('encoders.title')}
      about={t('encoders.about')}
      actions={
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={16} />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {t('encoders.verify')}
        </Button>
      }
    >
      <Loaded query={encoders}>
        {({ items, missing, fetch }) => (
          <Stack gap="lg">
            {missing.length > 0 && (
              <Alert color="yellow" variant="default" icon={<IconAlertTriangle size={20} />} role="status">
                {t('home.encoders', { names: missing.join(', ') })}
              </Alert>
            )}
            <div aria-live="polite">
              <FetchState fetch={fetch} />
              {verify.isError && <Failed error={verify.error} />}
            </div>
            <Shelf items={items} fetch={fetch} verified={verify.data?.items ?? []} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Shelf(props: { items: readonly EncoderView[]; fetch: FetchView; verified: readonly VerifiedView[] }) {
  const { items, fetch, verified } = props
  const { t } = useTranslation()
  const may = useMay()
  const [from, setFrom] = useState('')
  const wrong = from.trim() !== '' && !mirrorAddress.safeParse(from).success
  return (
    <>
      {may('training.publish') && (
        <TextInput
          type="url"
          maw={560}
          label={t('encoders.mirror')}
          description={t('encoders.mirror.about')}
          placeholder="https://models.example.com"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
          error={wrong ? t('encoders.mirror.wrong') : undefined}
        />
      )}
      {(['en', 'zh'] as const).map((language) => (
        <section key={language} aria-labelledby={`encoders-${language}`}>
          <Title order={2} size="h4" mb="sm" id={`encoders-${language}`}>
            {t(`language.${language}`)}
          </Title>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {items
              .filter((encoder) => encoder.language === language)
              .map((encoder) => (
                <EncoderCard
                  key={encoder.name}
                  encoder={encoder}
                  fetch={fetch}
                  verified={verified.find(({ name }) => name === encoder.name)}
                  from={wrong ? undefined : from.trim()}
                />
              ))}
          </SimpleGrid>
        </section>
      ))}
    </>
  )
}

const soundness: Readonly<Record<VerifiedView['state'], Tone>> = { sound: 'good', unknown: 'warn', damaged: 'bad' }

/** @param props.from the mirror; empty for the hub, undefined while what is typed is no address */
function EncoderCard(props: {
  encoder: EncoderView
  fetch: FetchView
  verified: VerifiedView | undefined
  from: string | undefined
}) {
  const { encoder, fetch, verified, from } = props
  const { name, bytes, licence, dimensions, present, used, own } = encoder
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const client = useQueryClient()
  const settle = {
    onError: (error: Error) => notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['encoders'] }),
  }
  const start = useMutation({
    mutationFn: () =>
      call(encodersContract.fetch, {
        params: { name },
        body: from === undefined || from === '' ? {} : { from },
      }),
    ...settle,
  })
  const cancel = useMutation({ mutationFn: () => call(encodersContract.cancel, {}), ...settle })
  const fetching = fetch.state === 'fetching' && fetch.name === name
  const ask = () =>
    modals.openConfirmModal({
      title: t('encoders.fetch.sure', { name }),
      children: t('encoders.fetch.about', {
        size: format.megabytes(bytes),
        from: from === undefined || from === '' ? 'https://huggingface.co' : from,
      }),
      labels: { confirm: t('encoders.fetch', { size: format.megabytes(bytes) }), cancel: t('form.cancel') },
      onConfirm: () => start.mutate(),
    })
  return (
    <Card className="surface" p="md" component="article" aria-label={name}>
      <Stack gap="sm" h="100%">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Text fw={650} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <Text className="numbers" fw={600} style={{ whiteSpace: 'nowrap' }}>
            {format.megabytes(bytes)}
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {licence} · {t('encoders.dimensions', { n: dimensions })}
        </Text>
        <Group gap={6}>
          <Chip tone={present ? 'good' : 'neutral'}>{t(present ? 'encoders.present' : 'encoders.absent')}</Chip>
          {used && <Chip tone="info">{t('encoders.used')}</Chip>}
          {own && <Chip>{t('encoders.own')}</Chip>}
          {verified !== undefined && (
            <Chip tone={soundness[verified.state]}>{t(`encoders.state.${verified.state}`)}</Chip>
          )}
        </Group>
        {verified !== undefined && verified.files.length > 0 && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {verified.files.join(', ')}
          </Text>
        )}
        {fetching ? (
          <Stack gap={6} mt="auto">
            <Progress
              value={fetch.total === null ? 2 : Math.max(2, (100 * fetch.bytes) / fetch.total)}
              animated
              aria-label={t('encoders.progress', { name })}
            />
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlayerStop size={14} />}
              loading={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              {t('encoders.cancel')}
            </Button>
          </Stack>
        ) : (
          !own &&
          may('training.publish') && (
            <Button
              mt="auto"
              size="xs"
              variant={present ? 'default' : 'filled'}
              leftSection={<IconDownload size={14} />}
              disabled={fetch.state === 'fetching' || from === undefined}
              loading={start.isPending}
              onClick={ask}
              aria-label={t('encoders.fetch.label', { name, size: format.megabytes(bytes) })}
            >
              {t(present ? 'encoders.fetch.again' : 'encoders.fetch', { size: format.megabytes(bytes) })}
            </Button>
          )
        )}
      </Stack>
    </Card>
  )
}
