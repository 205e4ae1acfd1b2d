// The review queue: pairs that may be one person, most probable first, decided by people.
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconGitMerge, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { identityContract, type SuggestionView } from '../../../api/identity/contract.js'
import { MoreButton } from '../../components/more-button.js'
import { Page } from '../../components/page.js'
import { Denied, Empty, Failed, Loading } from '../../components/states.js'
import { ApiError, call, keyOf } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { SuggestionCard } from './suggestion-card.js'

const states = ['open', 'merged', 'dismissed'] as const
const pageSize = 10
/** A run over all records ends when it ends: the list is read again so often. */
const pollMs = 5_000

/** Most probable first; what was decided meanwhile moves up what is behind it, and all pages are read again. */
const useSuggestions = (state: SuggestionView['state']) =>
  useInfiniteQuery({
    queryKey: keyOf(identityContract.suggestions, { state }),
    queryFn: ({ pageParam, signal }) =>
      call(identityContract.suggestions, { query: { state, skip: pageParam, limit: pageSize } }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const read = pages.length * pageSize
      return read < total ? read : undefined
    },
    refetchInterval: pollMs,
  })

export function SuggestionsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const [state, setState] = useState<SuggestionView['state']>('open')
  const suggestions = useSuggestions(state)
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
          onChange={(value) => setState(states.find((one) => one === value) ?? 'open')}
          data={states.map((value) => ({ value, label: t(`identity.state.${value}`) }))}
          style={{ alignSelf: 'flex-start' }}
        />
        <Pairs state={state} suggestions={suggestions} />
      </Stack>
    </Page>
  )
}

interface PairsProps {
  state: SuggestionView['state']
  suggestions: ReturnType<typeof useSuggestions>
}

function Pairs({ state, suggestions }: PairsProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  // The pressed button leaves the page with its pair: whoever uses the keyboard goes on at the head of the list.
  const onDecided = () => list.current?.focus({ preventScroll: true })
  const [first] = suggestions.data?.pages ?? []
  if (first === undefined) {
    if (suggestions.isPending) return <Loading />
    if (suggestions.error instanceof ApiError && suggestions.error.status === 403) return <Denied />
    return <Failed error={suggestions.error} onRetry={() => void suggestions.refetch()} />
  }
  const items = suggestions.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack ref={list} tabIndex={-1}>
      <Measured measured={first.measured} />
      {items.length === 0 ? (
        <Empty icon={<IconGitMerge size={24} stroke={1.5} />} title={t(`identity.none.${state}`)}>
          {state === 'open' && t('identity.none.open.about')}
        </Empty>
      ) : (
        <Text size="sm" c="dimmed" role="status">
          {t('identity.total', { n: first.total })}
        </Text>
      )}
      {[...new Map(items.map((one) => [one.id, one])).values()].map((one) => (
        <SuggestionCard key={one.id} suggestion={one} onDecided={onDecided} />
      ))}
      <MoreButton list={suggestions} />
    </Stack>
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
