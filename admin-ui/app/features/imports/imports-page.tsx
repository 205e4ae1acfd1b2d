// What was imported into the record, file by file and run by run; handing over a file, and taking an import back.
import { Button, FileButton, Group, Modal, Table, Text, VisuallyHidden } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconUpload } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { importsContract, type BatchView } from '../../../api/imports/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { Page } from '../../components/page.js'
import { Empty, Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { ImportFile } from './import-file.js'
import { Letters } from './letters.js'

const tones: Readonly<Record<BatchView['state'], Tone>> = {
  done: 'good',
  running: 'info',
  failed: 'bad',
  undoing: 'warn',
  undone: 'neutral',
}
const moving: ReadonlySet<BatchView['state']> = new Set(['running', 'undoing'])
const pollMs = 1_000

const list = read(importsContract.list, { query: { limit: 100 } })

export function ImportsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [looked, look] = useState<BatchView>()
  const batches = useQuery({
    ...list,
    refetchInterval: ({ state }) => (state.data?.batches.some((one) => moving.has(one.state)) ? pollMs : false),
  })
  const close = { 'aria-label': t('form.close') }
  const actions = may('imports.edit') && (
    <FileButton onChange={setFile} accept=".csv,.tsv,.txt,.json,.ndjson">
      {(props) => (
        <Button {...props} leftSection={<IconUpload size={16} />}>
          {t('imports.add')}
        </Button>
      )}
    </FileButton>
  )
  return (
    <Page title={t('nav.imports')} about={t('imports.about')} actions={actions}>
      <Loaded query={batches}>
        {({ batches: all }) =>
          all.length === 0 ? <Empty title={t('imports.none')} /> : <Batches all={all} onLook={look} />
        }
      </Loaded>
      <Modal opened={file !== null} onClose={() => setFile(null)} title={file?.name} size="xl" closeButtonProps={close}>
        {file !== null && (
          <ImportFile
            file={file}
            onBegun={() => {
              setFile(null)
              void client.invalidateQueries({ queryKey: list.queryKey })
            }}
          />
        )}
      </Modal>
      <Modal
        opened={looked !== undefined}
        onClose={() => look(undefined)}
        title={looked && t('imports.letters', { name: looked.source.name })}
        size="xl"
        closeButtonProps={close}
      >
        {looked && <Letters batch={looked.id} label={t('imports.look')} />}
      </Modal>
    </Page>
  )
}

const counts = ['rows', 'new', 'updated', 'duplicate', 'invalid'] as const

function Batches({ all, onLook }: { all: readonly BatchView[]; onLook: (batch: BatchView) => void }) {
  const { t } = useTranslation()
  return (
    <Wide label={t('imports.done')}>
      <Table verticalSpacing="sm" horizontalSpacing="md" miw={860}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('imports.source')}</Table.Th>
            <Table.Th>{t('imports.state')}</Table.Th>
            {counts.map((name) => (
              <Table.Th key={name} ta="right">
                {t(`imports.count.${name}`)}
              </Table.Th>
            ))}
            <Table.Th>{t('imports.by')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('versions.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {all.map((batch) => (
            <BatchRow key={batch.id} batch={batch} onLook={onLook} />
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}

function BatchRow({ batch, onLook }: { batch: BatchView; onLook: (batch: BatchView) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => call(importsContract.undo, { params: { batch: batch.id } }),
    onSuccess: () => notifyDone(t('imports.undone')),
    onError: (error) => notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: list.queryKey }),
  })
  const { name } = batch.source
  const confirm = () =>
    modals.openConfirmModal({
      title: t('imports.undo'),
      children: <Text>{t('imports.undo.sure', { name })}</Text>,
      labels: { confirm: t('imports.undo'), cancel: t('form.cancel') },
      onConfirm: () => undo.mutate(),
    })
  const canUndo = may('imports.edit') && (batch.state === 'done' || batch.state === 'failed')
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {format.ago(batch.startedAt)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Chip tone={tones[batch.state]}>{t(`imports.state.${batch.state}`)}</Chip>
        {batch.failure !== null && <Text size="sm">{batch.failure}</Text>}
      </Table.Td>
      {counts.map((one) => (
        <Table.Td key={one} ta="right">
          {format.number(batch.counts[one])}
        </Table.Td>
      ))}
      <Table.Td>{batch.by}</Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          {batch.counts.invalid + batch.counts.duplicate > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => onLook(batch)}>
              {t('imports.look')}
            </Button>
          )}
          {canUndo && (
            <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={confirm}>
              {t('imports.undo')}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}
