// Who did what and when: every change and every export, newest first, by person, by kind and by day.
import { Group, Select, Table, Text, TextInput } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { auditContract } from '../../../api/audit/contract.js'
import { HeadRow } from '../../components/head-row.js'
import { Page } from '../../components/page.js'
import { Paged, usePages } from '../../components/paged.js'
import { Empty } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call, keyOf, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { isMessageKey, useTranslation, type Translation } from '../../lib/i18n/index.js'
import { plainText } from '../../lib/plain-text.js'
import { useMay } from '../../lib/session.js'
import { dayStart } from './days.js'

/** What people call a route; one without words is shown as it is. */
function actionText(t: Translation['t'], action: string): string {
  const key = `audit.did.${action}`
  return isMessageKey(key) ? t(key) : action
}

export function AuditPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/signed-in/audit' })
  const [since, until] = [dayStart(search.from, 0), dayStart(search.to, 1)]
  const query = {
    ...(search.by === undefined ? {} : { by: search.by }),
    ...(search.action === undefined ? {} : { action: search.action }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
  const pages = usePages(keyOf(auditContract.list, query), (cursor, signal) =>
    call(auditContract.list, { query: { ...query, ...cursor } }, signal),
  )
  return (
    <Page title={t('nav.audit')} about={t('audit.about')}>
      <Filters />
      <Paged
        pages={pages}
        empty={
          <Empty icon={<IconHistory size={24} stroke={1.5} />} title={t('audit.none')}>
            {Object.keys(query).length > 0 && t('audit.none.about')}
          </Empty>
        }
      >
        {(items) => <Entries items={items} />}
      </Paged>
    </Page>
  )
}

function Filters() {
  const { t } = useTranslation()
  const may = useMay()
  const navigate = useNavigate()
  const search = useSearch({ from: '/signed-in/audit' })
  const known = useQuery({ ...read(auditContract.known, {}), enabled: may('audit.read') })
  const filter = (change: Partial<Record<keyof typeof search, string | undefined>>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  const day = (name: 'from' | 'to') => (
    <TextInput
      type="date"
      label={t(`audit.${name}`)}
      w={160}
      value={search[name] ?? ''}
      onChange={(event) => filter({ [name]: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
    />
  )
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <Select
        clearable
        searchable
        label={t('audit.who')}
        placeholder={t('audit.everybody')}
        flex="1 1 180px"
        maw={280}
        value={search.by ?? null}
        onChange={(value) => filter({ by: value ?? undefined })}
        data={(known.data?.people ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        clearable
        searchable
        label={t('audit.what')}
        placeholder={t('audit.everything')}
        flex="1 1 220px"
        maw={360}
        value={search.action ?? null}
        onChange={(value) => filter({ action: value ?? undefined })}
        data={(known.data?.actions ?? []).map((action) => ({ value: action, label: actionText(t, action) }))}
      />
      {day('from')}
      {day('to')}
    </Group>
  )
}

interface Entry {
  id: string
  by: { id: string; name: string }
  action: string
  details: Record<string, unknown>
  at: string
}

function Entries({ items }: { items: readonly Entry[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Wide label={t('nav.audit')}>
      <Table verticalSpacing="sm" horizontalSpacing="md" miw={680}>
        <HeadRow heads={[t('audit.when'), t('audit.who'), t('audit.what'), t('audit.details')]} />
        <Table.Tbody>
          {items.map(({ id, by, action, details, at }) => (
            <Table.Tr key={id}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>{format.dateTime(at)}</Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>{by.name}</Table.Td>
              <Table.Td>
                {actionText(t, action)}
                <Text size="xs" c="dimmed">
                  {action}
                </Text>
              </Table.Td>
              <Table.Td>
                <Text size="sm">
                  {Object.entries(details)
                    .map(([name, value]) => `${name}: ${plainText(value)}`)
                    .join(' · ')}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}
