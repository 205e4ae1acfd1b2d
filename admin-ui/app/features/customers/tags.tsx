// Tags of a person: short words that colleagues give.
import { Group, TagsInput, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { customersContract, type CustomerRecordView } from '../../../api/customers/contract.js'
import { Chip } from '../../components/chip.js'
import { Section } from '../../components/section.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { useRecordChanged } from './use-record-changed.js'

export function Tags({ customer: { id, tags } }: { customer: CustomerRecordView }) {
  const { t } = useTranslation()
  const may = useMay()
  const changed = useRecordChanged()
  const change = useMutation({
    mutationFn: (next: string[]) => call(customersContract.setTags, { params: { id }, body: { tags: next } }),
    onError: (error) => notifyError(t, error),
    onSettled: changed,
  })
  if (may('customers.edit'))
    return (
      <Section title={t('customers.tags')}>
        <TagsInput
          aria-label={t('customers.tags')}
          placeholder={t('customers.tags.add')}
          value={change.isPending ? change.variables : tags}
          onChange={(next) => change.mutate(next)}
          maxTags={50}
          maxLength={60}
          acceptValueOnBlur={false}
        />
      </Section>
    )
  return (
    <Section title={t('customers.tags')}>
      {tags.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('customers.tags.none')}
        </Text>
      ) : (
        <Group gap={6}>
          {tags.map((tag) => (
            <Chip key={tag}>{tag}</Chip>
          ))}
        </Group>
      )}
    </Section>
  )
}
