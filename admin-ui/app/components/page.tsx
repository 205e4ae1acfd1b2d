// A page: its title, what it is for, what can be done, and its content. Also names the browser's tab.
import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'

export function Page(props: { title: string; about?: string; actions?: ReactNode; children: ReactNode }) {
  const { title, about, actions, children } = props
  useDocumentTitle(`${title} · Kefu`)
  return (
    <Box p={{ base: 'md', sm: 'xl' }} maw={1280} mx="auto">
      <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
        <Stack gap={2}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {about !== undefined && <Text c="dimmed">{about}</Text>}
        </Stack>
        {actions}
      </Group>
      {children}
    </Box>
  )
}
