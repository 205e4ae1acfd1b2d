// A list that is read page by page: what is there so far, and a button for more.
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '../lib/api.js'
import { MoreButton } from './more-button.js'
import { Denied, Failed, Loading } from './states.js'

interface PageOf<T> {
  items: readonly T[]
  next: string | null
}

/** @param key as `keyOf` makes it: with everything that the pages depend on but the cursor */
export const usePages = <T,>(
  key: readonly unknown[],
  readPage: (cursor: { cursor?: string }, signal: AbortSignal) => Promise<PageOf<T>>,
) =>
  useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => readPage(pageParam === undefined ? {} : { cursor: pageParam }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  })

export function Paged<T>(props: {
  pages: UseInfiniteQueryResult<InfiniteData<PageOf<T>>>
  empty: ReactNode
  children: (items: readonly T[]) => ReactNode
}) {
  const { pages, empty, children } = props
  if (pages.data === undefined) {
    if (pages.isPending) return <Loading />
    if (pages.error instanceof ApiError && pages.error.status === 403) return <Denied />
    return <Failed error={pages.error} onRetry={() => void pages.refetch()} />
  }
  const items = pages.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <>{empty}</>
  return (
    <div aria-busy={pages.isFetching}>
      {children(items)}
      {pages.isFetchNextPageError && <Failed error={pages.error} onRetry={() => void pages.fetchNextPage()} />}
      <MoreButton list={pages} p="md" />
    </div>
  )
}
