// What an import would do with a file: counts, the most frequent reasons, and every row that is worth a look.
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { importFilesContract } from '../../../api/imports/files-contract.js'
import { MoreButton } from '../../components/more-button.js'
import { Failed, Loading } from '../../components/states.js'
import { call, keyOf } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { Counts } from './counts.js'
import { Findings } from './findings.js'
import { problemText } from './reason-text.js'

const pageRows = 50

type Found = Awaited<ReturnType<typeof call<typeof importFilesContract.check>>>

export function CheckReport({ file, found }: { file: string; found: Found }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { check, reasons, unclear, outliers, isCut } = found
  const rows = useInfiniteQuery({
    queryKey: keyOf(importFilesContract.report, { file, check }),
    queryFn: ({ pageParam }) =>
      call(importFilesContract.report, { params: { file, check }, query: { after: pageParam, limit: pageRows } }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const findings = rows.data?.pages.flatMap((page) => page.findings) ?? []
  return (
    <Stack gap="md">
      <Counts counts={found} />
      {unclear > 0 && <Text size="sm">{t('imports.unclear', { n: format.number(unclear) })}</Text>}
      {outliers > 0 && <Text size="sm">{t('imports.outliers', { n: format.number(outliers) })}</Text>}
      {rows.hasNextPage && (
        <div>
          <Text size="sm" fw={600}>
            {t('imports.reasons')}
          </Text>
          {reasons.map(({ reason, rows: times }) => (
            <Text key={reason} size="sm">
              {format.number(times)} × {problemText(t, reason)}
            </Text>
          ))}
        </div>
      )}
      {rows.isPending && <Loading />}
      {rows.isError && <Failed error={rows.error} onRetry={() => void rows.refetch()} />}
      {rows.isSuccess && findings.length === 0 && <Text size="sm">{t('imports.findings.none')}</Text>}
      {findings.length > 0 && <Findings rows={findings} label={t('imports.findings')} />}
      <MoreButton list={rows} />
      {isCut && (
        <Text size="sm" c="dimmed">
          {t('imports.cut')}
        </Text>
      )}
    </Stack>
  )
}
