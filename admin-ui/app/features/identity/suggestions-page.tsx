// The review queue: pairs that may be one person, most probable first, decided by people.
import { Button, Center, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconGitMerge, IconSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { identityContract, type SuggestionView } from '../../../api/identity/contract.js'
import { Page } from '../../components/page.js'
import { Empty, Loaded } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { SuggestionCard } from './suggestion-card.js'

const states = ['open', 'merged', 'dismissed'] as const
const pageSize = 20
const mostShown = 100
/** A run over all records ends when it ends: the list is read again so often. */
const pollMs = 3_000

export function SuggestionsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const [state, setState] = useState<SuggestionView['state']>('open')
  const [limit, setLimit] = useState(pageSize)
  const suggestions = useQuery({
    ...read(identityContract.suggestions, { query: { state, limit } }),
    refetchInterval: pollMs,
  })
  const look = useMutation({
    mutationFn: () => call(identityContract.look, { body: {} }),
    onSuccess: () => notifyDone(t('identity.looking')),
    onError: (error) => notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['identity'] }),
  })
  const actions = may('customers.merge') && (
    <Button
      variant="default"
      leftSection={<IconSearch size={16} />}
      loading={look.isPending}
      onClick={() => look.mutate()}
    >
      {t('identity.look')}
    </Button>
  )
  return (
    <Page title={t('nav.identity')} about={t('identity.about')} actions={actions}>
      <Stack>
        <SegmentedControl
          aria-label={t('identity.state')}
          value={state}
          onChange={(value) => {
            setState(states.find((one) => one === value) ?? 'open')
            setLimit(pageSize)
          }}
          data={states.map((value) => ({ value, label: t(`identity.state.${value}`) }))}
          style={{ alignSelf: 'flex-start' }}
        />
        <Loaded query={suggestions}>
          {({ items, total, measured }) => (
            <>
              <Measured measured={measured} />
              {items.length === 0 ? (
                <Empty icon={<IconGitMerge size={24} stroke={1.5} />} title={t(`identity.none.${state}`)}>
                  {state === 'open' && t('identity.none.open.about')}
                </Empty>
              ) : (
                <Text size="sm" c="dimmed" role="status">
                  {t('identity.total', { n: total })}
                </Text>
              )}
              {items.map((one) => (
                <SuggestionCard key={one.id} suggestion={one} />
              ))}
              {total > items.length && items.length < mostShown && (
                <Center>
                  <Button
                    variant="default"
                    size="xs"
                    loading={suggestions.isFetching}
                    onClick={() => setLimit(Math.min(mostShown, limit + pageSize))}
                  >
                    {t('identity.more')}
                  </Button>
                </Center>
              )}
            </>
          )}
        </Loaded>
      </Stack>
    </Page>
  )
}

function Measured({
  measured: { decided, precision, recall },
}: {
  measured: { decided: number; precision: number | null; recall: number | null }
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (decided === 0) return null
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {[
          t('identity.measured', { n: decided }),
          precision !== null && t('identity.measured.precision', { share: format.percent(precision) }),
          recall !== null && t('identity.measured.recall', { share: format.percent(recall) }),
        ]
          .filter((part) => part !== false)
          .join(' ')}
      </Text>
    </Group>
  )
}
