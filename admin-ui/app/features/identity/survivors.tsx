// Field by field, which value of merged records that disagree is shown.
import { Select, SimpleGrid } from '@mantine/core'
import { survivorRule, type RulesView } from '../../../api/identity/contract.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { fieldText } from './evidence-text.js'

type Survivors = RulesView['survivors']
const fields = ['name', 'email', 'phone', 'locale', 'address'] as const

export function Survivors({ survivors, onChange }: { survivors: Survivors; onChange: (next: Survivors) => void }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {fields.map((field) => (
        <Select
          key={field}
          label={fieldText(t, field)}
          allowDeselect={false}
          value={survivors[field]}
          onChange={(value) => onChange({ ...survivors, [field]: survivorRule.catch(survivors[field]).parse(value) })}
          data={survivorRule.options.map((rule) => ({ value: rule, label: t(`rules.survivor.${rule}`) }))}
        />
      ))}
    </SimpleGrid>
  )
}
