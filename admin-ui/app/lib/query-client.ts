// The cache of what was read. Live messages say when something is stale; beyond that, pages look again now and then while they are open.
import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api.js'

const mayHelp = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.code === 'network' || error.status >= 500

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && mayHelp(error),
    },
  },
})
