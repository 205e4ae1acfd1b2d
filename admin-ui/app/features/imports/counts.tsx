// How many rows came to what.
import { Group, Text } from '@mantine/core'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'

export const countNames = ['rows', 'new', 'updated', 'duplicate', 'invalid'] as const

export function Counts({ counts }: { counts: Readonly<Record<(typeof countNames)[number], number>> }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Group gap="xl">
      {countNames.map((name) => (
        <div key={name}>
          <Text size="sm" c="dimmed">
            {t(`imports.count.${name}`)}
          </Text>
          <Text fw={650} size="lg" className="numbers">
            {format.number(counts[name])}
          </Text>
        </div>
      ))}
    </Group>
  )
}
