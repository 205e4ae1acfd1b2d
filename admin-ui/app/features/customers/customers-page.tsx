// Everybody in the record: the newest first, found by what they are known by, or the members of a segment.
import { CloseButton, Group, Select, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconUserSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { customersContract, type ListedCustomer } from '../../../api/customers/contract.js'
import { segmentsContract } from '../../../api/segments/contract.js'
import { HeadRow } from '../../components/head-row.js'
import { AnchorLink } from '../../components/links.js'
import { Page } from '../../components/page.js'
import { Paged, usePages } from '../../components/paged.js'
import { Empty } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call, keyOf, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useMay } from '../../lib/session.js'

export function CustomersPage() {
  const { t } = useTranslation()
  const { text, segment } = useSearch({ from: '/signed-in/customers' })
  const query = { ...(text === undefined ? {} : { text }), ...(segment === undefined ? {} : { segment }) }
  const pages = usePages(keyOf(customersContract.list, query), (cursor, signal) =>
    call(customersContract.list, { query: { ...query, ...cursor } }, signal),
  )
  const searched = text !== undefined || segment !== undefined
  return (
    <Page title={t('nav.customers')} about={t('customers.about')}>
      <Filters />
      <Paged
        pages={pages}
        empty={
          <Empty
            icon={<IconUserSearch size={24} stroke={1.5} />}
            title={t(searched ? 'customers.none.found' : 'customers.none')}
          >
            {t(searched ? 'customers.none.found.about' : 'customers.none.about')}
          </Empty>
        }
      >
        {(items) => <People items={items} />}
      </Paged>
    </Page>
  )
}

/** In the address, so that a list can be sent to a colleague and the way back works. */
function Filters() {
  const { t, language } = useTranslation()
  const may = useMay()
  const navigate = useNavigate()
  const search = useSearch({ from: '/signed-in/customers' })
  const [text, setText] = useState(search.text ?? '')
  const filter = (change: { text?: string | undefined; segment?: string | undefined }) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  const apply = useDebouncedCallback(
    (value: string) => filter({ text: value.trim() === '' ? undefined : value.trim() }),
    300,
  )
  const change = (value: string) => {
    setText(value)
    apply(value)
  }
  const segments = useQuery({ ...read(segmentsContract.list, {}), enabled: may('segments.read') })
  return (
    <Group gap="sm" mb="md">
      <TextInput
        type="search"
        flex="1 1 240px"
        maw={480}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        placeholder={t('customers.search')}
        aria-label={t('customers.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          text === '' ? undefined : <CloseButton size="sm" aria-label={t('form.clear')} onClick={() => change('')} />
        }
      />
      {may('segments.read') && (
        <Select
          flex="0 1 240px"
          clearable
          aria-label={t('customers.segment')}
          placeholder={t('customers.segment')}
          value={search.segment ?? null}
          onChange={(value) => filter({ segment: value ?? undefined })}
          data={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name[language] }))}
        />
      )}
    </Group>
  )
}

function People({ items }: { items: readonly ListedCustomer[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Wide label={t('nav.customers')}>
      <Table verticalSpacing="sm" horizontalSpacing="md" miw={840}>
        <HeadRow
          heads={[
            t('customers.name'),
            t('customer.number'),
            t('customer.email'),
            t('customer.phone'),
            t('customer.since'),
          ]}
        />
        <Table.Tbody>
          {items.map(({ id, name, number, email, phone, createdAt }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <AnchorLink to="/customers/$id" params={{ id }} fw={600}>
                  {name ?? t('customer.stranger')}
                </AnchorLink>
              </Table.Td>
              <Table.Td>{number}</Table.Td>
              <Table.Td>{email}</Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>{phone}</Table.Td>
              <Table.Td>
                <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                  {format.dateTime(createdAt)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}
