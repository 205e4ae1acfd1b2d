// How cells are read where that leaves a choice: for the whole file.
import { Checkbox, Group, TextInput } from '@mantine/core'
import type { ConvertOptions } from '../../../api/imports/files-contract.js'
import { useTranslation } from '../../lib/i18n/index.js'

interface Props {
  options: ConvertOptions
  onChange: (options: ConvertOptions) => void
}

const lengths = { country: 2, currency: 3 } as const

/** Half a code is none: it is kept while it is typed, and left out of what is asked. */
export function wholeOptions({ country, currency, ...rest }: ConvertOptions): ConvertOptions {
  return {
    ...rest,
    ...(country?.length === lengths.country && { country }),
    ...(currency?.length === lengths.currency && { currency }),
  }
}

export function ReadingOptions({ options, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <Group gap="md" align="flex-end">
      {(['country', 'currency'] as const).map((name) => (
        <TextInput
          key={name}
          flex="1 1 240px"
          maw={320}
          label={t(`mapping.${name}.usual`)}
          description={t(`mapping.${name}.usual.about`)}
          maxLength={lengths[name]}
          value={options[name] ?? ''}
          error={(options[name] ?? '').length % lengths[name] !== 0 && t('mapping.code', { n: lengths[name] })}
          onChange={(event) => onChange({ ...options, [name]: event.currentTarget.value.toUpperCase() })}
        />
      ))}
      {(['dayFirst', 'decimalComma'] as const).map((name) => (
        <Checkbox
          key={name}
          flex="1 1 180px"
          pb="xs"
          label={t(`mapping.${name}`)}
          checked={options[name] ?? false}
          onChange={(event) => onChange({ ...options, [name]: event.currentTarget.checked })}
        />
      ))}
    </Group>
  )
}
