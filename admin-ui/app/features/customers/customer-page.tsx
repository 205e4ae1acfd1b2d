// One person over all their records: who they are, what is known and since when, what they agreed to, and everything that happened.
import { Alert, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { customersContract, type CustomerRecordView } from '../../../api/customers/contract.js'
import { BackLink } from '../../components/back-link.js'
import { Page } from '../../components/page.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { ConflictValues } from '../identity/conflict-values.js'
import { Consents } from './consents.js'
import { Conversations, Orders } from './dealings.js'
import { Merges } from './merges.js'
import { Notes } from './notes.js'
import { Predictions } from './predictions.js'
import { Profile } from './profile.js'
import { Reached } from './reached.js'
import { Recommended } from './recommended.js'
import { Tags } from './tags.js'
import { Timeline } from './timeline.js'
import { Traits } from './traits-section.js'

export function CustomerPage() {
  const { id } = useParams({ from: '/signed-in/customers/$id' })
  const { t } = useTranslation()
  const record = useQuery(read(customersContract.record, { params: { id } }))
  const title = record.data?.name ?? t('customer.stranger')
  return (
    <Page title={title} actions={<BackLink to="/customers">{t('customers.all')}</BackLink>}>
      <Loaded query={record}>{(customer) => <Record customer={customer} />}</Loaded>
    </Page>
  )
}

function Record({ customer }: { customer: CustomerRecordView }) {
  return (
    <Stack gap="md">
      <Conflicts conflicts={customer.conflicts} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" verticalSpacing="md">
        <Stack gap="md" miw={0}>
          <Profile customer={customer} />
          <Tags customer={customer} />
          <Traits customer={customer} />
          <Consents customer={customer} />
          <Reached customer={customer} />
          <Merges id={customer.id} />
        </Stack>
        <Stack gap="md" miw={0}>
          <Notes id={customer.id} />
          <Predictions id={customer.id} />
          <Orders id={customer.id} />
          <Recommended id={customer.id} />
          <Conversations id={customer.id} />
          <Timeline id={customer.id} />
        </Stack>
      </SimpleGrid>
    </Stack>
  )
}

function Conflicts({ conflicts }: Pick<CustomerRecordView, 'conflicts'>) {
  const { t } = useTranslation()
  if (conflicts.length === 0) return null
  return (
    <Alert variant="default" color="yellow" icon={<IconGitMerge size={20} />} title={t('customers.conflicts')}>
      <Stack gap="xs">
        <Text size="sm">{t('identity.conflicts.about')}</Text>
        {conflicts.map((conflict) => (
          <ConflictValues key={conflict.field} conflict={conflict} />
        ))}
      </Stack>
    </Alert>
  )
}
