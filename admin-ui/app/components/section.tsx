// A part of a page with a heading of its own, and what can be done with it beside the heading.
import { Box, Group, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'

export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <Box component="section" className="surface" p="md" aria-labelledby={id}>
      <Group justify="space-between" gap="xs" mb="sm" mih={26}>
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Box>
  )
}
