// Who is signed in, and what they may do. The server decides; this only keeps the page from offering what would be refused.
import { useSuspenseQuery, useMutation } from '@tanstack/react-query'
import type { GrantedPolicy } from '../../api/policy.js'
import { sessionContract, type CurrentSession } from '../../api/session/contract.js'
import { call, read } from './api.js'
import { disconnectLive } from './live.js'
import { queryClient } from './query-client.js'

export function useSession(): CurrentSession {
  return useSuspenseQuery(read(sessionContract.current, {})).data
}

export function useMay(): (policy: GrantedPolicy) => boolean {
  const { policies } = useSession()
  return (policy) => policies.includes(policy)
}

export const rememberSession = (session: CurrentSession): void => {
  queryClient.setQueryData(read(sessionContract.current, {}).queryKey, session)
}

/** Forgets everything that was read, so that the next person at this browser sees nothing of it. */
export function forgetSession(): void {
  disconnectLive()
  queryClient.clear()
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => call(sessionContract.signOut, {}),
    onSettled: () => {
      forgetSession()
      location.assign('/admin/sign-in')
    },
  })
}
