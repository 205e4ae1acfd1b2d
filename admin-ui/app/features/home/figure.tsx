// One figure of today, beside the same time yesterday.
import { Card, Group, Text } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'

type Props = { label: string } & ({ value: number; before: number } | { text: string; hint: string })

export function Figure(props: Props) {
  const format = useFormat()
  return (
    <Card className="surface" p="md">
      <Text size="sm" c="dimmed">
        {props.label}
      </Text>
      <Text fz={24} fw={700} className="numbers">
        {'text' in props ? props.text : format.number(props.value)}
      </Text>
      {'text' in props ? (
        <Text size="xs" c="dimmed">
          {props.hint}
        </Text>
      ) : (
        <Change value={props.value} before={props.before} />
      )}
    </Card>
  )
}

function Change({ value, before }: { value: number; before: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const Arrow = value >= before ? IconArrowUpRight : IconArrowDownRight
  return (
    <Group gap={4} wrap="nowrap" c="dimmed">
      {value !== before && <Arrow size={14} aria-hidden />}
      <Text size="xs">{t('figure.yesterday', { count: format.number(before) })}</Text>
    </Group>
  )
}
