// How well a version does on utterances it was not trained on, and which intents it mixes up.
import { Accordion, Card, Group, Progress, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { trainContract, type ReportView, type VersionView } from '../../../api/train/contract.js'
import { BackLink } from '../../components/back-link.js'
import { Chip } from '../../components/chip.js'
import { HeadRow } from '../../components/head-row.js'
import { AnchorLink } from '../../components/links.js'
import { Page } from '../../components/page.js'
import { Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { Analysis } from './report-analysis.js'
import { Comparison } from './report-comparison.js'
import { Curves } from './report-curves.js'
import { Publish } from './versions-page.js'

export function ReportPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { id } = useParams({ from: '/signed-in/train/versions/$id' })
  const report = useQuery(read(trainContract.report, { params: { id } }))
  const versions = useQuery(read(trainContract.versions, {}))
  const version = versions.data?.items.find((candidate) => candidate.id === id)
  return (
    <>
      <Group px={{ base: 'md', sm: 'xl' }} pt="md" maw={1280} mx="auto">
        <BackLink to="/train/versions">{t('train.versions')}</BackLink>
      </Group>
      <Page
        title={t('report.title')}
        about={version === undefined ? '' : format.dateTime(version.createdAt)}
        actions={version && <VersionState version={version} versions={versions.data?.items ?? []} />}
      >
        <Loaded query={report}>
          {(data) => (
            <Stack gap="xl">
              <Summary report={data} />
              {data.curves !== undefined && <Curves curves={data.curves} />}
              <Analysis id={id} />
              <Comparison id={id} versions={versions.data?.items ?? []} />
              <Confusions report={data} />
              <Scores report={data} />
            </Stack>
          )}
        </Loaded>
      </Page>
    </>
  )
}

function VersionState({ version, versions }: { version: VersionView; versions: readonly VersionView[] }) {
  const { t } = useTranslation()
  const live = versions.find((candidate) => candidate.live)
  if (version.live) return <Chip tone="good">{t('versions.live')}</Chip>
  return <Publish version={version} back={live !== undefined && version.createdAt < live.createdAt} />
}

function Tile({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <Card className="surface" p="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={26} fw={700} className="numbers">
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </Card>
  )
}

function Summary({ report }: { report: ReportView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { accuracy, macroF1, examples, folds, outOfScope } = report
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      <Tile
        label={t('report.accuracy')}
        value={format.percent(accuracy, 1)}
        hint={t('report.examples', { n: format.number(examples), folds })}
      />
      <Tile label={t('report.f1')} value={format.percent(macroF1, 1)} hint={t('report.f1.hint')} />
      {outOfScope !== undefined && (
        <>
          <Tile
            label={t('report.out-of-scope')}
            value={format.percent(outOfScope.rejected, 1)}
            hint={t('report.out-of-scope.hint', { n: format.number(outOfScope.examples) })}
          />
          <Tile
            label={t('report.rejected')}
            value={format.percent(outOfScope.inScopeRejected, 1)}
            hint={t('report.rejected.hint')}
          />
        </>
      )}
    </SimpleGrid>
  )
}

function Confusions({ report: { confusions } }: { report: ReportView }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="confusions">
      <Title order={2} size="h4" mb={4} id="confusions">
        {t('report.confusions')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t(confusions.length === 0 ? 'report.confusions.none' : 'report.confusions.about')}
      </Text>
      {confusions.length > 0 && (
        <Accordion className="surface" chevronPosition="left">
          {confusions.slice(0, 30).map(({ expected, predicted, count, utterances }) => (
            <Accordion.Item key={`${expected} ${predicted}`} value={`${expected} ${predicted}`}>
              <Accordion.Control>
                <Group gap="xs">
                  <Text fw={600}>{expected}</Text>
                  <IconArrowRight size={14} aria-label={t('report.taken-for')} />
                  <Text fw={600}>{predicted}</Text>
                  <Chip tone="warn">{t('report.times', { n: count })}</Chip>
                </Group>
              </Accordion.Control>
              <Accordion.Panel>
                <Stack gap={6}>
                  {utterances.map((text) => (
                    <AnchorLink
                      key={text}
                      to="/train/intents/$name"
                      params={{ name: expected }}
                      search={{ find: text }}
                      size="sm"
                    >
                      {text}
                    </AnchorLink>
                  ))}
                </Stack>
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </section>
  )
}

function Scores({ report: { intents } }: { report: ReportView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const worstFirst = [...intents].sort((a, b) => a.f1 - b.f1)
  return (
    <section aria-labelledby="scores">
      <Title order={2} size="h4" mb="sm" id="scores">
        {t('report.intents')}
      </Title>
      <Wide label={t('train.intents')}>
        <Table verticalSpacing="xs" horizontalSpacing="md" miw={560}>
          <HeadRow
            heads={[
              t('intent.name'),
              t('report.precision'),
              t('report.recall'),
              { text: 'F1', miw: 140 },
              t('report.support'),
            ]}
          />
          <Table.Tbody>
            {worstFirst.map(({ intent, precision, recall, f1, support }) => (
              <Table.Tr key={intent}>
                <Table.Td>
                  <AnchorLink to="/train/intents/$name" params={{ name: intent }}>
                    {intent}
                  </AnchorLink>
                </Table.Td>
                <Table.Td className="numbers">{format.percent(precision)}</Table.Td>
                <Table.Td className="numbers">{format.percent(recall)}</Table.Td>
                <Table.Td>
                  <Group gap="xs" wrap="nowrap">
                    <Progress
                      value={f1 * 100}
                      size="sm"
                      flex={1}
                      color={f1 < 0.7 ? 'red' : f1 < 0.85 ? 'yellow' : 'jade'}
                      aria-label={`F1 ${intent}`}
                    />
                    <Text size="sm" className="numbers">
                      {format.percent(f1)}
                    </Text>
                  </Group>
                </Table.Td>
                <Table.Td className="numbers">{support}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </section>
  )
}
