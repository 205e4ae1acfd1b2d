// Merges, newest first, each to be taken apart again.
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { identityContract } from '../../../api/identity/contract.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { MergeRow } from './merge-row.js'

interface Props {
  which: { customer?: string; limit: number }
  /** Where there is none. */
  none: string
}

export function MergeList({ which, none }: Props) {
  const { t } = useTranslation()
  const merges = useQuery(read(identityContract.merges, { query: which }))
  return (
    <Section title={t('customers.merges')}>
      <Loaded query={merges}>
        {({ items, records }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {none}
            </Text>
          ) : (
            <Stack gap="md">
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
