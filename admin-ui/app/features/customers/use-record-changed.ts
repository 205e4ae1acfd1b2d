// After a change of a person's record: everything that was read of customers is read again, and segments may have moved.
import { useQueryClient } from '@tanstack/react-query'

export function useRecordChanged() {
  const client = useQueryClient()
  return () =>
    Promise.all(['customers', 'identity', 'segments'].map((room) => client.invalidateQueries({ queryKey: [room] })))
}
