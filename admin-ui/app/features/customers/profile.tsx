// Who a person is and how to reach them, with the segments they are in.
import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { CustomerRecordView } from '../../../api/customers/contract.js'
import { segmentsContract } from '../../../api/segments/contract.js'
import { Chip } from '../../components/chip.js'
import { Facts } from '../../components/facts.js'
import { AnchorLink } from '../../components/links.js'
import { Section } from '../../components/section.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useMay } from '../../lib/session.js'

const lines = (address: NonNullable<CustomerRecordView['address']>): string =>
  [address.line1, address.line2, address.city, address.region, address.postalCode, address.country]
    .filter((part) => part !== undefined && part !== '')
    .join(', ')

const counted = ['ordersPlaced', 'conversations', 'messagesReceived', 'handOffs', 'complaints'] as const

export function Profile({ customer }: { customer: CustomerRecordView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { address, locale, segments, counters } = customer
  const seen = counters['lastSeenAt']
  return (
    <Section title={t('customers.profile')}>
      <Facts
        facts={[
          [t('customer.number'), customer.number],
          [t('customer.email'), customer.email],
          [t('customer.phone'), customer.phone],
          [t('customers.address'), address && lines(address)],
          [t('conversations.language'), locale && t(`trait-value.${locale}`)],
          [t('customer.since'), format.dateTime(customer.createdAt)],
          [t('customers.updated'), format.ago(customer.updatedAt)],
          ...counted.flatMap((name) => {
            const count = counters[name]
            return count === undefined ? [] : [[t(`counter.${name}`), format.number(count)] as const]
          }),
          [t('counter.lastSeenAt'), seen === undefined ? undefined : format.ago(new Date(seen).toISOString())],
          [t('customers.segments'), segments.length === 0 ? undefined : <Segments segments={segments} />],
        ]}
      />
    </Section>
  )
}

function Segments({ segments }: Pick<CustomerRecordView, 'segments'>) {
  const { language } = useTranslation()
  const may = useMay()
  const known = useQuery({ ...read(segmentsContract.list, {}), enabled: may('segments.read') })
  return (
    <Group gap={6} justify="flex-end">
      {segments.map(({ id }) => {
        const name = known.data?.items.find((segment) => segment.id === id)?.name[language] ?? id
        return may('segments.read') ? (
          <AnchorLink key={id} size="sm" to="/segments/$id" params={{ id }}>
            {name}
          </AnchorLink>
        ) : (
          <Chip key={id}>{name}</Chip>
        )
      })}
    </Group>
  )
}
