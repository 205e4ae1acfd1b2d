// What an import would do: how many rows of each kind, intent by intent, and the rows themselves with the reason where one is not taken.
import { Group, Stack, Table, Tabs, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { rowStatuses, type ImportView, type RowStatus, type RowView } from '../../../api/exchange/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { HeadRow } from '../../components/head-row.js'
import { Wide } from '../../components/wide.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation, type Translation } from '../../lib/i18n/index.js'
import { formatTitles } from './formats.js'

const tones: Readonly<Record<RowStatus, Tone>> = { new: 'good', marked: 'info', duplicate: 'neutral', invalid: 'bad' }

export function ImportReport({ report, actions }: { report: ImportView; actions: ReactNode }) {
  const { t } = useTranslation()
  const { counts, format, renamed, skipped } = report
  const [status, setStatus] = useState<RowStatus>(rowStatuses.find((one) => counts[one] > 0) ?? 'new')
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text fw={600}>{t('data.found', { format: formatTitles[format] })}</Text>
        {actions}
      </Group>
      <Intents report={report} />
      <Entities entities={report.entities} />
      {renamed.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('data.renamed')}{' '}
          {renamed
            .slice(0, 20)
            .map(({ from, to }) => `${from} → ${to}`)
            .join(', ')}
          {renamed.length > 20 ? ' …' : ''}
        </Text>
      )}
      {skipped.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('data.skipped')} {skipped.slice(0, 20).join(', ')}
        </Text>
      )}
      <Tabs
        variant="pills"
        value={status}
        onChange={(value) => setStatus(rowStatuses.find((one) => one === value) ?? 'new')}
      >
        <Tabs.List aria-label={t('data.rows')} mb="sm">
          {rowStatuses.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`data.status.${one}`)} {counts[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {rowStatuses.map((one) => (
          <Tabs.Panel key={one} value={one}>
            <Rows rows={report.rows.filter((row) => row.status === one)} total={counts[one]} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  )
}

function Intents({ report: { intents, outOfScope } }: { report: ImportView }) {
  const { t } = useTranslation()
  const all = [
    ...intents,
    ...(Object.values(outOfScope).some((n) => n > 0)
      ? [{ name: t('data.out-of-scope'), known: true, counts: outOfScope }]
      : []),
  ]
  return (
    <Wide label={t('train.intents')}>
      <Table verticalSpacing="xs" horizontalSpacing="md" miw={520}>
        <HeadRow
          heads={[
            t('intent.name'),
            ...rowStatuses.map((status) => ({ text: t(`data.status.${status}`), nowrap: true })),
          ]}
        />
        <Table.Tbody>
          {all.map(({ name, known, counts }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <Group gap="xs">
                  {name}
                  {!known && <Chip tone="good">{t('data.new-intent')}</Chip>}
                </Group>
              </Table.Td>
              {rowStatuses.map((status) => (
                <Table.Td key={status} className="numbers">
                  {counts[status]}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}

const entityTones = { new: 'good', known: 'neutral', invalid: 'bad' } as const

function Entities({ entities }: { entities: ImportView['entities'] }) {
  const { t } = useTranslation()
  if (entities.length === 0) return null
  return (
    <Group gap="xs">
      <Text size="sm">{t('data.entities')}</Text>
      {entities.map(({ name, status, reason }) => (
        <Chip key={name} tone={entityTones[status]}>
          {name}: {t(`data.entity.${status}`)}
          {reason === undefined ? '' : ` (${reason})`}
        </Chip>
      ))}
    </Group>
  )
}

function Rows({ rows, total }: { rows: readonly RowView[]; total: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (rows.length === 0) return <Text c="dimmed">{t('data.rows.none')}</Text>
  return (
    <>
      <Stack component="ul" gap={6} p={0} m={0}>
        {rows.map((row, place) => (
          <Group key={place} component="li" gap="xs" style={{ listStyle: 'none' }} align="baseline">
            <Chip tone={tones[row.status]}>{row.intent ?? (row.text === '' ? '–' : t('data.out-of-scope'))}</Chip>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {row.text}
            </Text>
            {row.reason !== undefined && row.reason.kind !== 'same' && (
              <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {reasonText(t, row.reason)}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
      {total > rows.length && (
        <Text size="sm" c="dimmed">
          {t('data.rows.more', { n: format.number(total - rows.length) })}
        </Text>
      )}
    </>
  )
}

function reasonText(t: Translation['t'], reason: NonNullable<RowView['reason']>): string {
  switch (reason.kind) {
    case 'same':
      return t('data.reason.same')
    case 'other-intent':
      return t('data.reason.other-intent', { intent: reason.intent })
    case 'not-ours':
      return t('data.reason.not-ours')
    case 'too-long':
      return t('data.reason.too-long', { n: reason.most })
    case 'name':
      return t('data.reason.name')
    case 'unreadable':
      return `${reason.file}, ${reason.at}: ${reason.reason}`
  }
}
