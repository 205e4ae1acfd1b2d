// Rows of an import that are kept aside, page by page in the order of the file.
import { useInfiniteQuery } from '@tanstack/react-query'
import { importsContract, type LetterView } from '../../../api/imports/contract.js'
import { call, keyOf } from '../../lib/api.js'

const pageRows = 50

export const useLetters = (batch: string, filter: { state?: LetterView['state']; kind?: LetterView['kind'] }) =>
  useInfiniteQuery({
    queryKey: keyOf(importsContract.letters, { batch, ...filter }),
    queryFn: ({ pageParam }) =>
      call(importsContract.letters, {
        params: { batch },
        query: { ...filter, limit: pageRows, ...(pageParam !== undefined && { after: pageParam }) },
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
