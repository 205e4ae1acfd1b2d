// Misses: what the bot did not understand, group by group, and what becomes of it.
import { Button, Center, Stack, Text } from '@mantine/core'
import { IconMoodSmile } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { missesContract } from '../../../api/misses/contract.js'
import { Page } from '../../components/page.js'
import { Denied, Empty, Failed, Loading } from '../../components/states.js'
import { ApiError, call, keyOf } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useLive } from '../../lib/live.js'
import { MissGroupCard } from './miss-group-card.js'

export function MissesPage() {
  const { t } = useTranslation()
  useLive('misses')
  const misses = useInfiniteQuery({
    queryKey: keyOf(missesContract.list, 'pages'),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(missesContract.list, { query: pageParam === undefined ? {} : { cursor: pageParam } }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 60_000,
  })
  const groups = misses.data?.pages.flatMap((page) => page.groups) ?? []
  const total = misses.data?.pages[0]?.total ?? 0
  return (
    <Page title={t('nav.misses')} about={t('misses.about')}>
      {misses.isPending && <Loading rows={4} height={120} />}
      {misses.isError &&
        groups.length === 0 &&
        (misses.error instanceof ApiError && misses.error.status === 403 ? (
          <Denied />
        ) : (
          <Failed error={misses.error} onRetry={() => void misses.refetch()} />
        ))}
      {misses.isSuccess && groups.length === 0 && (
        <Empty icon={<IconMoodSmile size={24} stroke={1.5} />} title={t('misses.none')}>
          {t('misses.none.about')}
        </Empty>
      )}
      {groups.length > 0 && (
        <Stack>
          <Text size="sm" c="dimmed">
            {t('misses.total', { n: total })}
          </Text>
          {groups.map((group) => (
            <MissGroupCard key={group.id} group={group} />
          ))}
          {misses.hasNextPage && (
            <Center>
              <Button variant="default" loading={misses.isFetchingNextPage} onClick={() => void misses.fetchNextPage()}>
                {t('list.more')}
              </Button>
            </Center>
          )}
        </Stack>
      )}
    </Page>
  )
}
