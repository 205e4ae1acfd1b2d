// The keys that say that two records are one person, in the order of priority.
import { ActionIcon, Button, Checkbox, Group, NumberInput, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { keyField, type RulesView } from '../../../api/identity/contract.js'
import { Section } from '../../components/section.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { fieldText } from './evidence-text.js'

type Key = RulesView['keys'][number]
const fewest = 2
const most = 50

export function RuleKeys({ keys, onChange }: { keys: readonly Key[]; onChange: (keys: Key[]) => void }) {
  const { t } = useTranslation()
  const put = (place: number, key: Key) => onChange(keys.map((one, at) => (at === place ? key : one)))
  const move = (place: number, by: -1 | 1) => {
    const next = [...keys]
    next.splice(place + by, 0, ...next.splice(place, 1))
    onChange(next)
  }
  const unused = keyField.options.filter((field) => keys.every((key) => key.field !== field))
  return (
    <Section title={t('rules.keys')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('rules.keys.about')}
      </Text>
      <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
        {keys.map((key, place) => {
          const name = fieldText(t, key.field)
          return (
            <Group key={key.field} component="li" gap="md" align="flex-end">
              <Text fw={600} w={100} pb={6}>
                {place + 1}. {name}
              </Text>
              <NumberInput
                flex="1 1 200px"
                maw={320}
                label={t('rules.keys.most')}
                description={t('rules.keys.most.about')}
                min={fewest}
                max={most}
                allowDecimal={false}
                value={key.mostRecords}
                onChange={(value) =>
                  put(place, { ...key, mostRecords: Math.min(most, Math.max(fewest, Number(value))) })
                }
              />
              <Checkbox
                flex="1 1 200px"
                pb={8}
                label={t('rules.keys.merges')}
                checked={key.merges}
                onChange={(event) => put(place, { ...key, merges: event.currentTarget.checked })}
              />
              <Group gap={4} pb={4}>
                <ActionIcon
                  variant="default"
                  aria-label={t('rules.keys.up', { key: name })}
                  disabled={place === 0}
                  onClick={() => move(place, -1)}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={t('rules.keys.down', { key: name })}
                  disabled={place === keys.length - 1}
                  onClick={() => move(place, 1)}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={t('rules.keys.remove', { key: name })}
                  onClick={() => onChange(keys.filter((one) => one !== key))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
            </Group>
          )
        })}
      </Stack>
      {unused.length > 0 && (
        <Group gap="xs" mt="md">
          {unused.map((field) => (
            <Button
              key={field}
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => onChange([...keys, { field, mostRecords: 3, merges: false }])}
            >
              {t('rules.keys.add')}: {fieldText(t, field)}
            </Button>
          ))}
        </Group>
      )}
    </Section>
  )
}
