// The mapping of a file, changed by hand, and what it would do; nothing is imported that was not checked as it stands.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { importFilesContract, type ConvertOptions } from '../../../api/imports/files-contract.js'
import type { ColumnRule as Rule } from '../../../api/imports/rule-view.js'
import { Section } from '../../components/section.js'
import { Failed, Loading } from '../../components/states.js'
import { ApiError, call, keyOf } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { CheckReport } from './check-report.js'
import { ColumnRule } from './column-rule.js'
import { mappingProblems } from './mapping.js'
import { ReadingOptions, wholeOptions } from './reading-options.js'

type Suggested = Awaited<ReturnType<typeof call<typeof importFilesContract.suggest>>>
const shownCells = 3

/** The first cells of a column that hold something. */
const cellsOf = (sample: Suggested['sample'], column: string): string[] =>
  sample
    .flatMap(({ cells }) => cells.filter(([name, cell]) => name === column && cell.trim() !== ''))
    .slice(0, shownCells)
    .map(([, cell]) => cell.slice(0, 40))

/** What was imported from the same file with the same mapping and taken back since is imported anew. */
async function begin(file: string, plan: { rules: Rule[]; options: ConvertOptions }) {
  const { batch } = await call(importFilesContract.commit, { params: { file }, body: plan })
  if (batch.undo === null) return batch
  const key = `again:${batch.id}:${batch.undo.at}`
  return (await call(importFilesContract.commit, { params: { file }, body: { ...plan, key } })).batch
}

export function MappingEditor({ file, suggested }: { file: string; suggested: Suggested }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [rules, setRules] = useState<Rule[]>(suggested.rules)
  const [options, setOptions] = useState<ConvertOptions>({})
  const [checked, setChecked] = useState({ rules, options })
  const plan = { rules, options: wholeOptions(options) }
  const isStale = JSON.stringify(plan) !== JSON.stringify(checked)
  const problems = mappingProblems(rules)
  const check = useQuery({
    queryKey: keyOf(importFilesContract.check, { file, checked }),
    queryFn: () => call(importFilesContract.check, { params: { file }, body: checked }),
    ...{ retry: false, staleTime: Infinity, gcTime: 0 },
  })
  const commit = useMutation({
    mutationFn: () => begin(file, checked),
    onSuccess: ({ id, state }) => {
      notifyDone(t(state === 'done' ? 'imports.again' : 'imports.begun'))
      void navigate({ to: '/imports/$batch', params: { batch: id } })
    },
  })
  const columns = rules.map(({ column }) => column)
  return (
    <Stack gap="lg">
      <Section title={t('imports.mapping')}>
        <Stack gap="xs">
          {rules.map((rule, at) => (
            <ColumnRule
              key={rule.column}
              rule={rule}
              columns={columns}
              sample={cellsOf(suggested.sample, rule.column)}
              problem={problems.get(rule.column)}
              onChange={(next) => setRules(rules.map((one, place) => (place === at ? next : one)))}
            />
          ))}
        </Stack>
      </Section>
      <Section title={t('mapping.options')}>
        <ReadingOptions options={options} onChange={setOptions} />
      </Section>
      <Section title={t('imports.report')}>
        {isStale ? (
          <Text size="sm">{t('mapping.stale')}</Text>
        ) : check.isPending ? (
          <Stack gap="sm">
            <Text size="sm">{t('imports.checking')}</Text>
            <Loading />
          </Stack>
        ) : check.isError ? (
          <Refused error={check.error} onRetry={() => void check.refetch()} />
        ) : (
          <CheckReport file={file} found={check.data} />
        )}
      </Section>
      {commit.isError && <Refused error={commit.error} />}
      <Group gap="sm">
        <Button
          variant="default"
          disabled={!isStale || problems.size > 0}
          loading={check.isFetching}
          onClick={() => setChecked(plan)}
        >
          {t('mapping.check')}
        </Button>
        <Button
          disabled={isStale || !check.isSuccess || check.data.new + check.data.updated === 0}
          loading={commit.isPending}
          onClick={() => commit.mutate()}
        >
          {t('imports.begin')}
        </Button>
      </Group>
    </Stack>
  )
}

/** With the server's own words, which name the place and the reason. */
function Refused({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const words = error instanceof ApiError && error.code === 'input-invalid' ? error.message : undefined
  return (
    <Stack gap="xs">
      <Failed error={error} {...(onRetry && { onRetry })} />
      {words !== undefined && <Text size="sm">{words}</Text>}
    </Stack>
  )
}
