// What is shown when a page could not be shown: the server is away, or a fault of ours.
import { Center, Box } from '@mantine/core'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { Failed } from './states.js'

export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Center component="main" mih="60vh" p="md">
      <Box w="100%" maw={480}>
        <Failed error={error} onRetry={again} />
      </Box>
    </Center>
  )
}
