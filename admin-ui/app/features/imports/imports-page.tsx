// What was imported into the record, file by file and run by run; handing over a file; and the sources that are asked or send.
import { Button, FileButton, Stack, Table, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { importsContract, type BatchView } from '../../../api/imports/contract.js'
import { HeadRow } from '../../components/head-row.js'
import { AnchorLink } from '../../components/links.js'
import { Page } from '../../components/page.js'
import { Empty, Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { BatchState, isMoving, pollMs, UndoBatch } from './batch-state.js'
import { countNames } from './counts.js'
import { Sources } from './sources.js'
import { uploadFile } from './upload-file.js'

const list = read(importsContract.list, { query: { limit: 100 } })

export function ImportsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const batches = useQuery({
    ...list,
    refetchInterval: ({ state }) => (state.data?.batches.some(isMoving) ? pollMs : false),
  })
  return (
    <Page title={t('nav.imports')} about={t('imports.about')} actions={may('imports.edit') && <HandOver />}>
      <Stack gap="lg">
        <Loaded query={batches}>
          {({ batches: all }) => (all.length === 0 ? <Empty title={t('imports.none')} /> : <Batches all={all} />)}
        </Loaded>
        <Sources />
      </Stack>
    </Page>
  )
}

function HandOver() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const upload = useMutation({
    mutationFn: uploadFile,
    onSuccess: ({ id }) => navigate({ to: '/imports/files/$file', params: { file: id } }),
    onError: (error) => notifyError(t, error),
  })
  return (
    <FileButton onChange={(file) => file !== null && upload.mutate(file)} accept=".csv,.tsv,.txt,.json,.ndjson">
      {(props) => (
        <Button {...props} loading={upload.isPending} leftSection={<IconUpload size={16} />}>
          {t('imports.add')}
        </Button>
      )}
    </FileButton>
  )
}

function Batches({ all }: { all: readonly BatchView[] }) {
  const { t } = useTranslation()
  return (
    <Wide label={t('imports.done')}>
      <Table verticalSpacing="sm" horizontalSpacing="md" miw={820}>
        <HeadRow
          heads={[
            t('imports.source'),
            t('imports.state'),
            ...countNames.map((name) => ({ text: t(`imports.count.${name}`), right: true })),
            t('imports.by'),
            { text: t('versions.actions'), hidden: true },
          ]}
        />
        <Table.Tbody>
          {all.map((batch) => (
            <BatchRow key={batch.id} batch={batch} />
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}

function BatchRow({ batch }: { batch: BatchView }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Table.Tr>
      <Table.Td>
        <AnchorLink to="/imports/$batch" params={{ batch: batch.id }} fw={600}>
          {batch.source.name}
        </AnchorLink>
        <Text size="sm" c="dimmed">
          {format.ago(batch.startedAt)}
        </Text>
      </Table.Td>
      <Table.Td>
        <BatchState batch={batch} />
        {batch.failure !== null && <Text size="sm">{batch.failure}</Text>}
        {batch.undo !== null && batch.undo.kept > 0 && (
          <Text size="sm">{t('imports.kept.count', { n: format.number(batch.undo.kept) })}</Text>
        )}
      </Table.Td>
      {countNames.map((one) => (
        <Table.Td key={one} ta="right" className="numbers">
          {format.number(batch.counts[one])}
        </Table.Td>
      ))}
      <Table.Td>{batch.by}</Table.Td>
      <Table.Td ta="right">
        <UndoBatch batch={batch} />
      </Table.Td>
    </Table.Tr>
  )
}
