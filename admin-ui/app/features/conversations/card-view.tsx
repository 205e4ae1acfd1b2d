// A card as the customer saw it, in short.
import { Group, Text } from '@mantine/core'
import type { MessageView } from '../../../api/conversations/views.js'
import classes from './conversation-pane.module.css'

type Card = NonNullable<MessageView['card']>

export function CardView({ card }: { card: Card }) {
  const cards = card.items ?? [card]
  return (
    <Group gap="xs" align="stretch">
      {cards.map((item, place) => (
        <div key={place} className={classes['card']}>
          <Text size="sm" fw={600}>
            {item.title}
          </Text>
          {item.subtitle !== undefined && (
            <Text size="xs" c="dimmed">
              {item.subtitle}
            </Text>
          )}
          {item.facts?.map(({ label, value }) => (
            <Group key={label} justify="space-between" gap="md" wrap="nowrap" align="flex-start">
              <Text size="xs" c="dimmed" className="label">
                {label}
              </Text>
              <Text size="xs" ta="right">
                {value}
              </Text>
            </Group>
          ))}
        </div>
      ))}
    </Group>
  )
}
