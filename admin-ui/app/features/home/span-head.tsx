// The heading of a part of the first page that shows one of several lengths of time.
import { Group, SegmentedControl, Title } from '@mantine/core'
import type { MantineSpacing } from '@mantine/core'

interface Props<Span extends string> {
  id: string
  title: string
  /** Says what is chosen. */
  label: string
  spans: readonly Span[]
  value: Span
  textOf: (span: Span) => string
  onChange: (span: Span) => void
  mb: MantineSpacing
}

export function SpanHead<Span extends string>(props: Props<Span>) {
  const { id, title, label, spans, value, textOf, onChange, mb } = props
  return (
    <Group justify="space-between" mb={mb}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      <SegmentedControl
        aria-label={label}
        size="xs"
        value={value}
        onChange={(chosen) => onChange(spans.find((span) => span === chosen) ?? value)}
        data={spans.map((span) => ({ value: span, label: textOf(span) }))}
      />
    </Group>
  )
}
