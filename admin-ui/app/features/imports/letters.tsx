// Rows of an import that were not taken, in the order of the file.
import { Button, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { importsContract } from '../../../api/imports/contract.js'
import { Empty, Failed, Loading } from '../../components/states.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { Findings } from './findings.js'

const pageRows = 100

export function Letters({ batch, label }: { batch: string; label: string }) {
  const { t } = useTranslation()
  const letters = useInfiniteQuery({
    queryKey: ['imports', batch, 'letters'],
    queryFn: ({ pageParam }) =>
      call(importsContract.letters, {
        params: { batch },
        query: { state: 'open', limit: pageRows, ...(pageParam !== undefined && { after: pageParam }) },
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (letters.isPending) return <Loading />
  if (letters.isError) return <Failed error={letters.error} onRetry={() => void letters.refetch()} />
  const rows = letters.data.pages.flatMap((page) => page.letters)
  if (rows.length === 0) return <Empty title={t('imports.letters.none')} />
  return (
    <Stack>
      <Findings rows={rows} label={label} />
      {letters.hasNextPage && (
        <Button variant="default" loading={letters.isFetchingNextPage} onClick={() => void letters.fetchNextPage()}>
          {t('imports.more')}
        </Button>
      )}
    </Stack>
  )
}
