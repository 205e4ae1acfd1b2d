// What more examples would give a version, and what careless writing costs it.
import { Box, Group, Progress, SimpleGrid, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { analysisContract } from '../../../api/analysis/contract.js'
import type { VersionAnalysis } from '../../../../nlu/evaluation/version-analysis.js'
import { HeadRow } from '../../components/head-row.js'
import { AnchorLink } from '../../components/links.js'
import { Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { BackgroundWork } from './background-work.js'
import { Figure } from './report-curves.js'
import { worthwhile } from './report-data.js'

const LearningChart = lazy(async () => ({ default: (await import('./report-charts.js')).LearningChart }))

export function Analysis({ id }: { id: string }) {
  const { t } = useTranslation()
  const analysis = useQuery({
    ...read(analysisContract.analysis, { params: { id } }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1000 : false),
  })
  return (
    <section aria-labelledby="analysis">
      <Title order={2} size="h4" mb={4} id="analysis">
        {t('analysis.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('analysis.about')}
      </Text>
      <Loaded query={analysis}>
        {(work) => (
          <BackgroundWork
            work={work}
            label={t('analysis.start')}
            start={() => call(analysisContract.analyse, { params: { id } })}
          >
            {(found) => (
              <SimpleGrid cols={{ base: 1, lg: 2 }}>
                <Learning learning={found.learning} />
                <Robustness robustness={found.robustness} />
              </SimpleGrid>
            )}
          </BackgroundWork>
        )}
      </Loaded>
    </section>
  )
}

function Learning({ learning: { points, moreExamples } }: { learning: VersionAnalysis['learning'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const worth = worthwhile(moreExamples)
  return (
    <Figure title={t('learning.title')} about={t('learning.about')}>
      <LearningChart points={points} />
      {worth.length > 0 && (
        <Box mt="md">
          <Wide label={t('learning.more')}>
            <Table verticalSpacing="xs" horizontalSpacing="md" miw={440}>
              <HeadRow heads={[t('intent.name'), t('learning.now'), t('learning.gain')]} />
              <Table.Tbody>
                {worth.map(({ intent, expectedGain, examples }) => (
                  <Table.Tr key={intent}>
                    <Table.Td>
                      <AnchorLink to="/train/intents/$name" params={{ name: intent }} size="sm">
                        {intent}
                      </AnchorLink>
                    </Table.Td>
                    <Table.Td className="numbers">{examples}</Table.Td>
                    <Table.Td className="numbers">{format.points(expectedGain)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        </Box>
      )}
      {worth.length === 0 && (
        <Text size="sm" mt="md">
          {t('learning.enough')}
        </Text>
      )}
    </Figure>
  )
}

function Robustness({ robustness }: { robustness: VersionAnalysis['robustness'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { accuracy, sentences, kinds } = robustness
  const rows = [
    { name: t('robustness.as-is'), accuracy, cost: undefined },
    ...kinds.map((one) => ({
      name: t(`robustness.${one.kind}`),
      accuracy: one.accuracy,
      cost: one.accuracy - accuracy,
    })),
  ]
  return (
    <Figure title={t('robustness.title')} about={t('robustness.about', { n: format.number(sentences) })}>
      <Wide label={t('robustness.title')}>
        <Table verticalSpacing="xs" horizontalSpacing="md" miw={440}>
          <HeadRow heads={[t('robustness.written'), t('report.accuracy'), t('robustness.cost')]} />
          <Table.Tbody>
            {rows.map(({ name, accuracy: share, cost }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td>
                  <Group gap="xs" wrap="nowrap">
                    <Progress value={share * 100} size="sm" flex={1} miw={40} aria-label={name} />
                    <Text size="sm" className="numbers" style={{ whiteSpace: 'nowrap' }}>
                      {format.percent(share, 1)}
                    </Text>
                  </Group>
                </Table.Td>
                <Table.Td className="numbers">{cost === undefined ? '–' : format.points(cost)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Figure>
  )
}
