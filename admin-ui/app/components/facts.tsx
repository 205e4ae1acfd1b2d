// Names and values in two columns; what is not known is left out.
import { Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export function Facts({ facts }: { facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <Stack gap={6}>
      {facts.map(([label, value]) =>
        value === undefined ? null : (
          <Group key={label} justify="space-between" gap="md" wrap="nowrap" align="flex-start">
            <Text size="sm" c="dimmed" className="label">
              {label}
            </Text>
            <Text size="sm" ta="right" component="div">
              {value}
            </Text>
          </Group>
        ),
      )}
    </Stack>
  )
}
