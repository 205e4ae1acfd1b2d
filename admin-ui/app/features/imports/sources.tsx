// Where customers come from again and again: how each source is, when it is asked next, what went wrong, and asking it now.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { importSourcesContract, type SourceView } from '../../../api/imports/files-contract.js'
import { Chip } from '../../components/chip.js'
import { Facts } from '../../components/facts.js'
import { AnchorLink } from '../../components/links.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { NewSourceModal } from './new-source-modal.js'

const list = read(importSourcesContract.list, {})
const pollMs = 5_000

const tones = { running: 'info', paused: 'neutral', failed: 'bad', idle: 'good' } as const
const stateOf = ({ running, paused, failure }: SourceView): keyof typeof tones =>
  running !== null ? 'running' : paused ? 'paused' : failure !== null ? 'failed' : 'idle'

/** Where it is asked, of what its definition shows. */
const placeOf = ({ definition }: SourceView): string | undefined =>
  [definition['url'], definition['engine']].find((one) => typeof one === 'string')

export function Sources() {
  const { t } = useTranslation()
  const may = useMay()
  const [adding, { open, close }] = useDisclosure(false)
  const sources = useQuery({
    ...list,
    // The time of the next run passes by itself, also when nobody clicks.
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.sources.length > 0 ? pollMs : false),
  })
  return (
    <Section
      title={t('sources.title')}
      actions={
        may('imports.edit') && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={open}>
            {t('source.add')}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('sources.about')}
      </Text>
      <Loaded query={sources}>
        {({ sources: all }) =>
          all.length === 0 ? (
            <Text size="sm">{t('sources.none')}</Text>
          ) : (
            <Stack gap="md">
              {all.map((source) => (
                <Source key={source.name} source={source} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      <NewSourceModal opened={adding} onClose={close} />
    </Section>
  )
}

function Source({ source }: { source: SourceView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const client = useQueryClient()
  const { name, kind, paused, everyMinutes, nextAt, lastAt, lastBatch, failure } = source
  const settled = {
    onError: (error: Error) => notifyError(t, error),
    onSettled: () =>
      Promise.all(['imports', 'import-sources'].map((room) => client.invalidateQueries({ queryKey: [room] }))),
  }
  const ask = useMutation({
    mutationFn: () => call(importSourcesContract.pull, { params: { name } }),
    onSuccess: () => notifyDone(t('sources.asked')),
    ...settled,
  })
  const pause = useMutation({
    mutationFn: () => call(importSourcesContract.change, { params: { name }, body: { paused: !paused } }),
    ...settled,
  })
  const remove = useMutation({
    mutationFn: () => call(importSourcesContract.remove, { params: { name } }),
    onSuccess: () => notifyDone(t('source.removed')),
    ...settled,
  })
  const askToRemove = () =>
    modals.openConfirmModal({
      title: t('source.remove'),
      children: <Text>{t('source.remove.sure', { name })}</Text>,
      labels: { confirm: t('source.remove'), cancel: t('form.cancel') },
      confirmProps: { color: 'red' },
      closeButtonProps: { 'aria-label': t('form.close') },
      onConfirm: () => remove.mutate(),
    })
  const isAsked = kind === 'rest' || kind === 'sql'
  const state = stateOf(source)
  const schedule = everyMinutes === null ? t('sources.manual') : t('sources.every', { n: format.number(everyMinutes) })
  return (
    <Group role="group" aria-label={name} justify="space-between" align="flex-start" gap="sm">
      <div style={{ flex: '1 1 280px' }}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          <Chip tone={tones[state]}>{t(`sources.state.${state}`)}</Chip>
          <Text size="sm" c="dimmed">
            {t(`sources.kind.${kind}`)} · {isAsked ? schedule : t('sources.sends')}
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {placeOf(source)}
        </Text>
        {failure !== null && (
          <Text size="sm" c="var(--mantine-color-error)">
            {t('sources.failure')}: {failure}
          </Text>
        )}
      </div>
      <div style={{ flex: '0 1 280px' }}>
        <Facts
          facts={[
            [t('sources.next'), !paused && nextAt !== null ? format.dateTime(nextAt) : undefined],
            [
              t('sources.last'),
              lastAt === null ? (
                t('sources.never')
              ) : lastBatch === null ? (
                format.dateTime(lastAt)
              ) : (
                <AnchorLink to="/imports/$batch" params={{ batch: lastBatch }} size="sm">
                  {format.dateTime(lastAt)}
                </AnchorLink>
              ),
            ],
          ]}
        />
      </div>
      {may('imports.edit') && (
        <Group gap="xs" w={250}>
          {isAsked && (
            <Button size="compact-sm" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
              {t('sources.ask')}
            </Button>
          )}
          <Button size="compact-sm" variant="subtle" loading={pause.isPending} onClick={() => pause.mutate()}>
            {t(paused ? 'sources.resume' : 'sources.pause')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="red" loading={remove.isPending} onClick={askToRemove}>
            {t('source.remove')}
          </Button>
        </Group>
      )}
    </Group>
  )
}
