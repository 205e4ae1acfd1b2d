// All intents: how much each has been taught, and what is wrong.
import { Button, Group, Table, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconPlus, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import {
  createColumnHelper,
  flexRender,
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  useReactTable,
  type SortingState,
} from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { trainContract, type IntentSummary } from '../../../api/train/contract.js'
import { Chip } from '../../components/chip.js'
import { AnchorLink } from '../../components/links.js'
import { Page } from '../../components/page.js'
import { Empty, Loaded, Loading } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { read } from '../../lib/api.js'
import { useTranslation, type Translation } from '../../lib/i18n/index.js'
import { useMay } from '../../lib/session.js'
import { Lint } from './lint.js'
import { NewIntentModal } from './new-intent-modal.js'
import { RecentChanges } from './recent-changes.js'

export function IntentsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [adding, { open, close }] = useDisclosure(false)
  const intents = useQuery(read(trainContract.intents, {}))
  const actions = may('training.edit') && (
    <Group gap="xs">
      <RecentChanges />
      <Button leftSection={<IconPlus size={16} />} onClick={open}>
        {t('train.new-intent')}
      </Button>
    </Group>
  )
  return (
    <Page title={t('train.intents')} about={t('train.intents.about')} actions={actions}>
      <Loaded query={intents} loading={<Loading rows={10} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('train.intents.none')}>{t('train.intents.none.about')}</Empty>
          ) : (
            <>
              <IntentTable intents={items} />
              <Lint />
            </>
          )
        }
      </Loaded>
      <NewIntentModal opened={adding} onClose={close} />
    </Page>
  )
}

const column = createColumnHelper<IntentSummary>()

const columnsOf = ({ t, language }: Translation) => [
  column.accessor('name', {
    header: t('intent.name'),
    cell: ({ row: { original } }) => (
      <>
        <AnchorLink to="/train/intents/$name" params={{ name: original.name }} fw={600}>
          {original.name}
        </AnchorLink>
        <Text size="sm" c="dimmed" lineClamp={1}>
          {original.description[language]}
        </Text>
      </>
    ),
  }),
  column.accessor('kind', { header: t('intent.kind'), cell: ({ getValue }) => <Chip>{t(`kind.${getValue()}`)}</Chip> }),
  column.accessor('counts.en', {
    header: 'English',
    cell: ({ getValue }) => <span className="numbers">{getValue()}</span>,
  }),
  column.accessor('counts.zh', {
    header: '中文',
    cell: ({ getValue }) => <span className="numbers">{getValue()}</span>,
  }),
  column.accessor('issues', {
    header: t('intent.issues'),
    cell: ({ row: { original } }) =>
      original.issues === 0 ? (
        <Text size="sm" c="dimmed">
          –
        </Text>
      ) : (
        <Chip tone={original.severe > 0 ? 'bad' : 'warn'}>{t('intent.issues.n', { n: original.issues })}</Chip>
      ),
  }),
]

function IntentTable({ intents }: { intents: IntentSummary[] }) {
  const translation = useTranslation()
  const { t, language } = translation
  const [filter, setFilter] = useState('')
  const [sorting, setSorting] = useState<SortingState>([])
  const columns = useMemo(() => columnsOf(translation), [translation])
  const table = useReactTable({
    data: intents,
    columns,
    state: { sorting, globalFilter: filter },
    onSortingChange: setSorting,
    globalFilterFn: ({ original }, _column, sought: string) =>
      `${original.name} ${original.description[language]}`.toLowerCase().includes(sought.toLowerCase()),
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
  })
  const rows = table.getRowModel().rows
  return (
    <>
      <TextInput
        type="search"
        mb="md"
        maw={360}
        leftSection={<IconSearch size={16} aria-hidden />}
        aria-label={t('train.search')}
        placeholder={t('train.search')}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <Wide label={t('train.intents')}>
        <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover miw={560}>
          <Table.Thead>
            {table.getHeaderGroups().map((group) => (
              <Table.Tr key={group.id}>
                {group.headers.map(
                  ({ id, column: { columnDef, getIsSorted, getToggleSortingHandler }, getContext }) => (
                    <Table.Th key={id} aria-sort={ariaSort(getIsSorted())}>
                      <UnstyledButton onClick={getToggleSortingHandler()} fw={600} fz="sm">
                        <Group gap={4} wrap="nowrap">
                          {flexRender(columnDef.header, getContext())}
                          {getIsSorted() === 'asc' && <IconArrowUp size={14} aria-hidden />}
                          {getIsSorted() === 'desc' && <IconArrowDown size={14} aria-hidden />}
                        </Group>
                      </UnstyledButton>
                    </Table.Th>
                  ),
                )}
              </Table.Tr>
            ))}
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                {row.getVisibleCells().map((cell) => (
                  <Table.Td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {rows.length === 0 && <Empty title={t('train.search.none')} />}
      </Wide>
    </>
  )
}

const ariaSort = (sorted: false | 'asc' | 'desc') =>
  sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending'
