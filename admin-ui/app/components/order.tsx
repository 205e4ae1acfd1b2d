// An order in three lines: number and state, price and time, what was ordered.
import { Group, Text } from '@mantine/core'
import type { CustomerView } from '../../api/conversations/views.js'
import { useFormat } from '../lib/format.js'
import { isMessageKey, useTranslation } from '../lib/i18n/index.js'
import { Chip } from './chip.js'

export function OrderView({ order }: { order: CustomerView['orders'][number] }) {
  const { t, language } = useTranslation()
  const format = useFormat()
  const status = `order.${order.status}`
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {order.number}
        </Text>
        <Chip>{isMessageKey(status) ? t(status) : order.status}</Chip>
      </Group>
      <Text size="xs" c="dimmed">
        {format.money(order.total)} · {format.dateTime(order.placedAt)}
      </Text>
      <Text size="sm" lineClamp={2}>
        {order.lines
          .map(({ title, quantity }) => `${quantity > 1 ? `${String(quantity)} × ` : ''}${title[language]}`)
          .join(', ')}
      </Text>
    </div>
  )
}
