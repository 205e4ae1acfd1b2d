// Values of one field that merged records disagree about: the shown one first, the others kept.
import { Group, Text } from '@mantine/core'
import type { CustomerRecordView } from '../../../api/customers/contract.js'
import { Chip } from '../../components/chip.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { plainText } from '../../lib/plain-text.js'
import { fieldText } from './evidence-text.js'

type Conflict = CustomerRecordView['conflicts'][number]

const valueText = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.values(value).map(plainText).join(', ')
    : plainText(value)

export function ConflictValues({ conflict: { field, values } }: { conflict: Conflict }) {
  const { t } = useTranslation()
  return (
    <Group gap="xs" role="group" aria-label={fieldText(t, field)}>
      <Text size="sm" fw={550}>
        {fieldText(t, field)}
      </Text>
      {values.map(({ value, customerId }, place) => (
        <Group key={`${customerId} ${String(place)}`} gap={4}>
          {place > 0 && (
            <Text span size="sm" c="dimmed">
              ≠
            </Text>
          )}
          <Text size="sm">{valueText(value)}</Text>
          {place === 0 && <Chip tone="info">{t('identity.shown')}</Chip>}
        </Group>
      ))}
    </Group>
  )
}
