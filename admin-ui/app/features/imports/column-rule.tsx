// One column of a file: some of what stands in it, what it becomes, how it is read, and what is done where it is empty.
import { Autocomplete, Box, Group, Select, Text, TextInput } from '@mantine/core'
import { traitType, type ColumnRule as Rule } from '../../../api/imports/rule-view.js'
import { useTranslation, type MessageKey } from '../../lib/i18n/index.js'
import { fillOf, fillsOf, missingOf, targetOf, targets, withTarget } from './mapping.js'

interface Props {
  rule: Rule
  /** Some of its cells. */
  sample: readonly string[]
  columns: readonly string[]
  problem: MessageKey | undefined
  onChange: (rule: Rule) => void
}

export function ColumnRule({ rule, sample, columns, problem, onChange }: Props) {
  const { t } = useTranslation()
  const error = problem === undefined ? false : t(problem)
  return (
    <Box role="group" aria-label={rule.column} className="surface" p="sm">
      <Group gap="sm" align="flex-start">
        <Box flex="1 1 180px" maw={260} miw={0}>
          <Text fw={600} size="sm">
            {rule.column}
          </Text>
          <Text size="xs" c="dimmed">
            {sample.join(' · ')}
          </Text>
        </Box>
        <Select
          flex="1 1 170px"
          maw={240}
          label={t('imports.target')}
          allowDeselect={false}
          error={error}
          value={targetOf(rule)}
          onChange={(value) => onChange(withTarget(rule, targets.find((one) => one === value) ?? 'ignored'))}
          data={targets.map((value) => ({ value, label: t(`mapping.target.${value}`) }))}
        />
        {rule.kind === 'trait' && <Trait rule={rule} columns={columns} onChange={onChange} />}
        {rule.kind !== 'ignored' && fillsOf(rule).length > 1 && <Missing rule={rule} onChange={onChange} />}
      </Group>
    </Box>
  )
}

type TraitRule = Extract<Rule, { kind: 'trait' }>

function Trait({ rule, columns, onChange }: Omit<Props, 'rule' | 'sample' | 'problem'> & { rule: TraitRule }) {
  const { t } = useTranslation()
  const { missing: _missing, currency: _currency, ...bare } = rule
  const currencyText =
    rule.currency === undefined ? '' : 'code' in rule.currency ? rule.currency.code : rule.currency.column
  const withCurrency = (text: string): Rule => {
    if (text === '') return { ...bare }
    return { ...bare, currency: columns.includes(text) ? { column: text } : { code: text } }
  }
  return (
    <>
      <TextInput
        flex="1 1 130px"
        label={t('mapping.trait')}
        maxLength={60}
        value={rule.trait}
        onChange={(event) => onChange({ ...rule, trait: event.currentTarget.value })}
      />
      <Select
        flex="1 1 120px"
        label={t('mapping.type')}
        allowDeselect={false}
        value={rule.type}
        onChange={(value) => onChange({ ...bare, type: traitType.catch('text').parse(value) })}
        data={traitType.options.map((value) => ({ value, label: t(`mapping.type.${value}`) }))}
      />
      {rule.type === 'money' && (
        <Autocomplete
          flex="1 1 140px"
          label={t('mapping.currency')}
          description={t('mapping.currency.about')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={currencyText}
          onChange={(text) => onChange(withCurrency(text))}
          data={columns.filter((column) => column !== rule.column)}
        />
      )}
    </>
  )
}

function Missing({ rule, onChange }: { rule: Exclude<Rule, { kind: 'ignored' }>; onChange: (rule: Rule) => void }) {
  const { t } = useTranslation()
  const fills = fillsOf(rule)
  const { missing } = rule
  return (
    <>
      <Select
        flex="1 1 150px"
        label={t('mapping.missing')}
        allowDeselect={false}
        value={fillOf(missing)}
        onChange={(value) => onChange({ ...rule, missing: missingOf(fills.find((one) => one === value) ?? 'leave') })}
        data={fills.map((value) => ({ value, label: t(`mapping.missing.${value}`) }))}
      />
      {missing?.kind === 'default' && (
        <TextInput
          flex="1 1 110px"
          label={t('mapping.default')}
          value={String(missing.value)}
          onChange={(event) => onChange({ ...rule, missing: { kind: 'default', value: event.currentTarget.value } })}
        />
      )}
    </>
  )
}
