// What is known of a customer beyond what they said: each trait with its value, where it comes from, how sure it is and since when.
import { Group, Stack, Text } from '@mantine/core'
import type { CustomerView } from '../../api/conversations/views.js'
import { Chip } from './chip.js'
import { useFormat, type Format } from '../lib/format.js'
import { isMessageKey, useTranslation, type Translation } from '../lib/i18n/index.js'

type Trait = CustomerView['traits'][number]

/** The text of a key that may not be there. */
const textOr = (t: Translation['t'], key: string, otherwise: string): string => (isMessageKey(key) ? t(key) : otherwise)

/** Kefu's own measures in words; anything else as it is. */
function shown({ name, value }: Trait, t: Translation['t'], format: Format): readonly string[] {
  if (name === 'sentiment' && typeof value === 'number')
    return [t(`sentiment.${value > 0.2 ? 'positive' : value < -0.2 ? 'negative' : 'neutral'}`)]
  if ((name === 'average-rating' || name === 'service-rating') && typeof value === 'number')
    return [`${format.number(value)} / 5`]
  const values = Array.isArray(value) ? value : [String(value)]
  return values.map((one) => textOr(t, `trait-value.${one}`, one))
}

export function TraitView({ trait }: { trait: Trait }) {
  const { t } = useTranslation()
  const format = useFormat()
  const values = shown(trait, t, format)
  const [kind = ''] = trait.source.split(':')
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed">
        {textOr(t, `trait.${trait.name}`, trait.name)}
      </Text>
      {values.length === 1 ? (
        <Text size="sm" fw={550}>
          {values[0]}
        </Text>
      ) : (
        <Group gap={4}>
          {values.map((value) => (
            <Chip key={value}>{value}</Chip>
          ))}
        </Group>
      )}
      <Text size="xs" c="dimmed">
        {t('customer.source', {
          source: textOr(t, `source.${kind}`, trait.source),
          sure: format.percent(trait.confidence),
          ago: format.ago(trait.at),
        })}
      </Text>
    </Stack>
  )
}
