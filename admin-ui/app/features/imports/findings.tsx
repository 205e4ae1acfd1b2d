// Rows that are worth a look, one line a problem: where it is, what stands there, what is wrong with it, and what might be meant.
import { Table, Text } from '@mantine/core'
import { Chip, type Tone } from '../../components/chip.js'
import { HeadRow } from '../../components/head-row.js'
import { Wide } from '../../components/wide.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { reasonText } from './reason-text.js'
import { targetText } from './target-text.js'

interface FoundRow {
  row: number
  line: number
  kind: 'invalid' | 'duplicate' | 'outlier'
  problems: readonly { field: string; value: string; reason: string; suggestion?: string | undefined }[]
}

const tones: Readonly<Record<FoundRow['kind'], Tone>> = { invalid: 'bad', duplicate: 'neutral', outlier: 'warn' }

export function Findings({ rows, label }: { rows: readonly FoundRow[]; label: string }) {
  const { t } = useTranslation()
  return (
    <Wide label={label}>
      <Table verticalSpacing="xs" miw={720}>
        <HeadRow
          heads={[
            { text: t('imports.line'), right: true },
            t('imports.state'),
            t('imports.field'),
            t('imports.value'),
            t('imports.reason'),
            t('imports.suggestion'),
          ]}
        />
        <Table.Tbody>
          {rows.flatMap(({ row, line, kind, problems }) =>
            problems.map(({ field, value, reason, suggestion }, place) => (
              <Table.Tr key={`${String(row)} ${kind} ${field}`}>
                <Table.Td ta="right" className="numbers">
                  {place === 0 && line}
                </Table.Td>
                <Table.Td>{place === 0 && <Chip tone={tones[kind]}>{t(`imports.kind.${kind}`)}</Chip>}</Table.Td>
                <Table.Td>{targetText(t, field)}</Table.Td>
                <Table.Td>
                  <Text size="sm">{value}</Text>
                </Table.Td>
                <Table.Td>{reasonText(t, reason)}</Table.Td>
                <Table.Td>{suggestion}</Table.Td>
              </Table.Tr>
            )),
          )}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}
