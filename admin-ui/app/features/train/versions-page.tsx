// Training and its fruits: what was changed since, the training that goes on, every version with the way to publish it or go back to it.
import { Button, Group, Progress, Stack, Table, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconArrowBackUp, IconGitCompare, IconPlayerPlay, IconPlayerStop, IconRocket } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trainContract, type RunView, type VersionView } from '../../../api/train/contract.js'
import { Chip } from '../../components/chip.js'
import { HeadRow } from '../../components/head-row.js'
import { AnchorLink } from '../../components/links.js'
import { Page } from '../../components/page.js'
import { Empty, Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call, read } from '../../lib/api.js'
import { errorText } from '../../lib/error-text.js'
import { ApiError } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { isMessageKey, useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { DiffDrawer } from './diff-drawer.js'

export function VersionsPage() {
  const { t } = useTranslation()
  const versions = useQuery(read(trainContract.versions, {}))
  return (
    <Page title={t('train.versions')} about={t('versions.about')}>
      <Loaded query={versions}>
        {({ items, changesSinceLive }) => (
          <Stack gap="lg">
            <Training changes={changesSinceLive} />
            <VersionTable versions={items} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Training({ changes }: { changes: number }) {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const run = useQuery({
    ...read(trainContract.run, {}),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1000 : false),
  })
  const settle = {
    onError: (error: Error) => notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['training'] }),
  }
  const start = useMutation({ mutationFn: () => call(trainContract.start, {}), ...settle })
  const cancel = useMutation({ mutationFn: () => call(trainContract.cancel, {}), ...settle })
  const running = run.data?.state === 'running'
  return (
    <section className="surface" style={{ padding: 20 }} aria-labelledby="training">
      <Group justify="space-between" gap="sm">
        <div>
          <Title order={2} size="h4" id="training">
            {t('training.title')}
          </Title>
          <Text c="dimmed">{changes === 0 ? t('training.up-to-date') : t('training.changes', { n: changes })}</Text>
        </div>
        {may('training.edit') &&
          (running ? (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} />}
              loading={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              {t('training.cancel')}
            </Button>
          ) : (
            <Button leftSection={<IconPlayerPlay size={16} />} loading={start.isPending} onClick={() => start.mutate()}>
              {t('training.start')}
            </Button>
          ))}
      </Group>
      <div aria-live="polite">{run.data !== undefined && <Run run={run.data} />}</div>
    </section>
  )
}

function Run({ run }: { run: RunView }) {
  const { t } = useTranslation()
  const format = useFormat()
  switch (run.state) {
    case 'idle':
      return null
    case 'running': {
      const stage = `training.stage.${run.stage}`
      return (
        <Stack gap={6} mt="md">
          <Progress value={Math.max(2, run.progress * 100)} animated size="lg" aria-label={t('training.progress')} />
          <Text size="sm" c="dimmed">
            {isMessageKey(stage) ? t(stage) : run.stage} · {format.percent(run.progress)} ·{' '}
            {t('training.by', { name: run.by })}
          </Text>
        </Stack>
      )
    }
    case 'done':
      return (
        <Text mt="md" size="sm">
          {t('training.done', { ago: format.ago(run.finishedAt) })}{' '}
          <AnchorLink to="/train/versions/$id" params={{ id: run.version }} size="sm" underline="always">
            {t('training.see-report')}
          </AnchorLink>
        </Text>
      )
    case 'cancelled':
      return (
        <Text mt="md" size="sm">
          {t('training.cancelled', { ago: format.ago(run.finishedAt) })}
        </Text>
      )
    case 'failed':
      return (
        <Text mt="md" size="sm" c="var(--mantine-color-error)" role="alert">
          {t('training.failed')} {errorText(t, new ApiError(run.code, ''))} {run.reasons.slice(0, 3).join(' ')}
        </Text>
      )
  }
}

function VersionTable({ versions }: { versions: readonly VersionView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [compared, compare] = useState<string>()
  const liveAt = versions.find(({ live }) => live)?.createdAt
  if (versions.length === 0) return <Empty title={t('versions.none')}>{t('versions.none.about')}</Empty>
  return (
    <>
      <Wide label={t('train.versions')}>
        <Table verticalSpacing="sm" horizontalSpacing="md" miw={720}>
          <HeadRow
            heads={[
              t('versions.when'),
              t('versions.by'),
              t('versions.size'),
              t('versions.accuracy'),
              { text: t('versions.actions'), hidden: true },
            ]}
          />
          <Table.Tbody>
            {versions.map((version) => (
              <Table.Tr key={version.id} data-version={version.id}>
                <Table.Td>
                  <Group gap="xs">
                    {version.comparable ? (
                      <AnchorLink to="/train/versions/$id" params={{ id: version.id }}>
                        {format.dateTime(version.createdAt)}
                      </AnchorLink>
                    ) : (
                      <Text>{format.dateTime(version.createdAt)}</Text>
                    )}
                    {version.live && <Chip tone="good">{t('versions.live')}</Chip>}
                  </Group>
                </Table.Td>
                <Table.Td>{version.by === '' ? '–' : version.by}</Table.Td>
                <Table.Td className="numbers">
                  {t('versions.counts', { intents: version.intents, utterances: format.number(version.utterances) })}
                </Table.Td>
                <Table.Td className="numbers">
                  {version.accuracy === null ? '–' : format.percent(version.accuracy, 1)}
                </Table.Td>
                <Table.Td>
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    {version.comparable && !version.live && (
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconGitCompare size={14} />}
                        onClick={() => compare(version.id)}
                      >
                        {t('versions.compare')}
                      </Button>
                    )}
                    {!version.live && (
                      <Publish version={version} back={liveAt !== undefined && version.createdAt < liveAt} />
                    )}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      <DiffDrawer version={compared} onClose={() => compare(undefined)} />
    </>
  )
}

export function Publish({ version, back }: { version: { id: string; createdAt: string }; back: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const client = useQueryClient()
  const publish = useMutation({
    mutationFn: () => call(trainContract.publish, { params: { id: version.id } }),
    onSuccess: () => notifyDone(t(back ? 'versions.went-back' : 'versions.published')),
    onError: (error) => notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['training'] }),
  })
  if (!may('training.publish')) return null
  const ask = () =>
    modals.openConfirmModal({
      title: t('versions.publish.sure'),
      children: t('versions.publish.about', { when: format.dateTime(version.createdAt) }),
      labels: { confirm: t('versions.publish'), cancel: t('form.cancel') },
      onConfirm: () => publish.mutate(),
    })
  // Going back is one click: whoever needs it is in a hurry.
  return (
    <Button
      size="xs"
      variant={back ? 'default' : 'filled'}
      leftSection={back ? <IconArrowBackUp size={14} /> : <IconRocket size={14} />}
      loading={publish.isPending}
      onClick={back ? () => publish.mutate() : ask}
    >
      {t(back ? 'versions.go-back' : 'versions.publish')}
    </Button>
  )
}
