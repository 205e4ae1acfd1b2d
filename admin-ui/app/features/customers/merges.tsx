// Which records a person is made of, what spoke for it, and taking a merge apart again.
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { identityContract } from '../../../api/identity/contract.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { MergeRow } from '../identity/merge-row.js'

export function Merges({ id }: { id: string }) {
  const { t } = useTranslation()
  const merges = useQuery(read(identityContract.merges, { query: { customer: id, limit: 50 } }))
  return (
    <Section title={t('customers.merges')}>
      <Loaded query={merges}>
        {({ items, records }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('customers.merges.none')}
            </Text>
          ) : (
            <Stack gap="sm">
              {items.map((merge) => (
                <MergeRow key={merge.id} merge={merge} records={records} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}
