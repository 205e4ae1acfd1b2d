// One file on its way in: handed over, checked as a whole, and imported only after somebody has seen what that would do.
import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { importFilesContract } from '../../../api/imports/files-contract.js'
import { Failed, Loading } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { Findings } from './findings.js'
import { uploadFile } from './upload-file.js'

const shownFindings = 50

async function checked(file: File) {
  const { id } = await uploadFile(file)
  const { rules } = await call(importFilesContract.suggest, { params: { file: id } })
  const result = await call(importFilesContract.check, { params: { file: id }, body: { rules } })
  const report = { params: { file: id, check: result.check }, query: { limit: shownFindings } }
  const { findings, next } = await call(importFilesContract.report, report)
  return { id, rules, result, findings, isCut: next !== null }
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '')

export function ImportFile({ file, onBegun }: { file: File; onBegun: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const look = useQuery({
    queryKey: ['import-file', file.name, file.size, file.lastModified],
    queryFn: () => checked(file),
    ...{ retry: false, gcTime: 0, staleTime: Infinity },
  })
  const begin = useMutation({
    mutationFn: ({ id, rules }: Pick<Awaited<ReturnType<typeof checked>>, 'id' | 'rules'>) =>
      call(importFilesContract.commit, { params: { file: id }, body: { rules } }),
    onSuccess: () => {
      notifyDone(t('imports.begun'))
      onBegun()
    },
    onError: (error) => notifyError(t, error),
  })
  if (look.isPending)
    return (
      <Stack gap="sm">
        <Text>{t('imports.checking')}</Text>
        <Loading />
      </Stack>
    )
  if (look.isError) return <Failed error={look.error} onRetry={() => void look.refetch()} />
  const { rules, result, findings, isCut } = look.data
  return (
    <Stack>
      <Group gap="lg">
        {(['rows', 'new', 'updated', 'duplicate', 'invalid'] as const).map((name) => (
          <div key={name}>
            <Text size="sm" c="dimmed">
              {t(`imports.count.${name}`)}
            </Text>
            <Text fw={600}>{format.number(result[name])}</Text>
          </div>
        ))}
      </Group>
      <Wide label={t('imports.mapping')}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.column')}</Table.Th>
              <Table.Th>{t('imports.target')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rules.map((rule) => (
              <Table.Tr key={word(rule['column'])}>
                <Table.Td>{word(rule['column'])}</Table.Td>
                <Table.Td>
                  {[rule['field'], rule['trait'], rule['type']].map(word).filter(Boolean).join(' · ') ||
                    t('imports.ignored')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      {findings.length > 0 && <Findings rows={findings} label={t('imports.findings')} />}
      {isCut && (
        <Text size="sm" c="dimmed">
          {t('imports.cut')}
        </Text>
      )}
      <Group justify="flex-end">
        <Button loading={begin.isPending} onClick={() => begin.mutate(look.data)}>
          {t('imports.begin')}
        </Button>
      </Group>
    </Stack>
  )
}
