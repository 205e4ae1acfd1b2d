// One thing that may need somebody: how much, since when, and the way there.
import { Card, Group, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconArrowRight, type Icon } from '@tabler/icons-react'
import { CardLink } from '../../components/links.js'
import { useFormat } from '../../lib/format.js'
import classes from './home.module.css'

export function AttentionCard(props: {
  icon: Icon
  count: number
  label: string
  detail: string
  urgent?: boolean
  /** Where it can be dealt with; nowhere when the reader may not. */
  to?: '/conversations' | '/misses' | '/train/versions' | undefined
  view?: 'queue'
}) {
  const { icon: CardIcon, count, label, detail, urgent = false, to, view } = props
  const format = useFormat()
  const tone = count === 0 ? 'calm' : urgent ? 'urgent' : 'open'
  const content = (
    <Stack gap="sm">
      <Group gap="sm" wrap="nowrap">
        <ThemeIcon size={40} radius="md" variant="transparent" className={classes['icon'] ?? ''} aria-hidden>
          <CardIcon size={22} stroke={1.6} />
        </ThemeIcon>
        <Text fz={28} fw={700} lh={1} className="numbers" flex={1}>
          {format.number(count)}
        </Text>
        {to !== undefined && <IconArrowRight size={16} className={classes['arrow']} aria-hidden />}
      </Group>
      <div>
        <Text fw={550}>{label}</Text>
        <Text size="sm" c="dimmed">
          {detail}
        </Text>
      </div>
    </Stack>
  )
  const className = `surface ${classes['card'] ?? ''}`
  return to === undefined ? (
    <Card className={className} data-tone={tone}>
      {content}
    </Card>
  ) : (
    <CardLink
      to={to}
      search={view === undefined ? {} : { view }}
      className={`${className} ${classes['way'] ?? ''}`}
      data-tone={tone}
    >
      {content}
    </CardLink>
  )
}
