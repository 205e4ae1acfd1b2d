// One import: what came of it, the rows that were not taken and their repair, and what stayed when it was taken back.
import { Alert, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { importsContract } from '../../../api/imports/contract.js'
import { Page } from '../../components/page.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { BatchState, isMoving, pollMs, UndoBatch } from './batch-state.js'
import { Counts } from './counts.js'
import { BackToImports } from './file-page.js'
import { Letters } from './letters.js'
import { NotedLetters } from './noted-letters.js'

export function BatchPage() {
  const { batch: id } = useParams({ from: '/signed-in/imports/$batch' })
  const { t } = useTranslation()
  const batch = useQuery({
    ...read(importsContract.get, { params: { batch: id } }),
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data.batch) ? pollMs : false),
  })
  return (
    <Page title={batch.data?.batch.source.name ?? t('nav.imports')} actions={<BackToImports />}>
      <Loaded query={batch}>{(found) => <Batch found={found} />}</Loaded>
    </Page>
  )
}

function Batch({ found: { batch, rules, letters } }: { found: (typeof importsContract.get)['response']['_output'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, by, startedAt, counts, failure, undo } = batch
  return (
    <Stack gap="lg">
      <Section title={t('imports.result')} actions={<UndoBatch batch={batch} />}>
        <Stack gap="md">
          <Group gap="xs" role="status">
            <BatchState batch={batch} />
            <Text size="sm" c="dimmed">
              {by} · {format.dateTime(startedAt)}
            </Text>
          </Group>
          <Counts counts={counts} />
          {failure !== null && <Alert variant="default" color="red" title={failure} />}
          {undo !== null && (
            <Text size="sm">
              {t('imports.undone.by', {
                ...{ name: undo.by, when: format.dateTime(undo.at) },
                ...{ customers: format.number(undo.customers), kept: format.number(undo.kept) },
              })}
            </Text>
          )}
        </Stack>
      </Section>
      {undo !== null && undo.kept > 0 && (
        <Section title={t('imports.kept')}>
          <NotedLetters batch={id} kind="later-edit" />
        </Section>
      )}
      {undo === null && !isMoving(batch) && (letters.open > 0 || letters.replayed + letters.dismissed > 0) && (
        <Section title={t('imports.look')}>
          <Letters batch={id} rules={rules} />
        </Section>
      )}
      {undo === null && counts.outliers > 0 && (
        <Section title={t('imports.outliers.title')}>
          <NotedLetters batch={id} kind="outlier" />
        </Section>
      )}
    </Stack>
  )
}
