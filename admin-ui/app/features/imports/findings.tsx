// Rows with what is wrong with them, one line a problem.
import { Table, Text } from '@mantine/core'
import { Wide } from '../../components/wide.js'
import { useTranslation } from '../../lib/i18n/index.js'

export interface FoundRow {
  row: number
  line: number
  problems: readonly { field: string; value: string; reason: string; suggestion?: string | undefined }[]
}

export function Findings({ rows, label }: { rows: readonly FoundRow[]; label: string }) {
  const { t } = useTranslation()
  return (
    <Wide label={label}>
      <Table verticalSpacing="xs" miw={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('imports.line')}</Table.Th>
            <Table.Th>{t('imports.reason')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ row, line, problems }) => (
            <Table.Tr key={row}>
              <Table.Td>{line}</Table.Td>
              <Table.Td>
                {problems.map(({ field, value, reason, suggestion }) => (
                  <Text key={field} size="sm">
                    {[field, value, reason].filter((part) => part !== '').join(' · ')}
                    {suggestion !== undefined && ` → ${suggestion}`}
                  </Text>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}
