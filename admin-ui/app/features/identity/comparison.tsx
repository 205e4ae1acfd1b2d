// Two records side by side, field by field, with how alike the values are.
import { Radio, Stack, Table, Text } from '@mantine/core'
import type { PairView, RecordView } from '../../../api/identity/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { useFormat } from '../../lib/format.js'
import { isMessageKey, useTranslation } from '../../lib/i18n/index.js'
import { fieldText } from './evidence-text.js'
import { RecordLink } from './record-link.js'
import { recordName } from './record-name.js'

const fields = ['name', 'number', 'email', 'phone', 'line1', 'postalCode', 'city', 'createdAt'] as const
const tones: Readonly<Record<string, Tone>> = { same: 'good', closely: 'good', loosely: 'info', different: 'warn' }

interface Props {
  pair: Pick<PairView, 'keep' | 'gone' | 'evidence'>
  label: string
  /** To choose which one lives on; absent: nothing is to be chosen. */
  choice?: { kept: string; onChoose: (id: string) => void }
}

export function Comparison({ pair: { keep, gone, evidence }, label, choice }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const levels = new Map(evidence.fields?.map(({ field, level }) => [field, level]))
  if (evidence.key !== undefined) levels.set(evidence.key, 'same')
  const valueOf = (record: RecordView | undefined, field: (typeof fields)[number]) => {
    const value = record?.[field]
    return field === 'createdAt' && value !== undefined ? format.dateTime(value) : value
  }
  const known = fields.filter((field) => keep?.[field] !== undefined || gone?.[field] !== undefined)
  return (
    <Table aria-label={label} verticalSpacing={6} horizontalSpacing="xs" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="24%">{t('identity.field')}</Table.Th>
          {[keep, gone].map((record, place) => (
            <Table.Th key={record?.id ?? place}>
              <Stack gap={4}>
                <div>
                  <RecordLink record={record} brief />
                </div>
                {choice !== undefined && record !== undefined && (
                  <Radio
                    size="xs"
                    name={`keep ${label}`}
                    label={t('identity.keep')}
                    aria-label={t('identity.keep.of', { name: `${recordName(t, record)} (${String(place + 1)})` })}
                    checked={choice.kept === record.id}
                    onChange={() => choice.onChoose(record.id)}
                  />
                )}
              </Stack>
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {known.map((field) => {
          const level = levelOf(levels.get(field), keep?.[field], gone?.[field])
          const key = `level.${level}`
          return (
            <Table.Tr key={field}>
              <Table.Th scope="row" fw={400}>
                <Text size="sm" c="dimmed">
                  {fieldText(t, field)}
                </Text>
                {level !== 'unknown' && (
                  <Chip tone={tones[level] ?? 'neutral'}>{isMessageKey(key) ? t(key) : level}</Chip>
                )}
              </Table.Th>
              <Table.Td>{valueOf(keep, field) ?? '–'}</Table.Td>
              <Table.Td>{valueOf(gone, field) ?? '–'}</Table.Td>
            </Table.Tr>
          )
        })}
      </Table.Tbody>
    </Table>
  )
}

const folded = (value: string): string => value.normalize('NFKC').trim().toLowerCase()

/** Where the comparison has no word for it, equal values are the same and others are left to the reader. */
function levelOf(told: string | undefined, a: string | undefined, b: string | undefined): string {
  if (told !== undefined && told !== 'unknown') return told
  return a !== undefined && b !== undefined && folded(a) === folded(b) ? 'same' : 'unknown'
}
