// How sure a version is and how right that is, and what it turns away: from its own training.
import { Paper, SimpleGrid, Skeleton, Text, Title } from '@mantine/core'
import { lazy, Suspense, type ReactNode } from 'react'
import type { CurvesView } from '../../../api/train/contract.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { outOfScopePoints } from './report-data.js'

const charts = () => import('./report-charts.js')
const ReliabilityChart = lazy(async () => ({ default: (await charts()).ReliabilityChart }))
const ConfidenceChart = lazy(async () => ({ default: (await charts()).ConfidenceChart }))
const OutOfScopeChart = lazy(async () => ({ default: (await charts()).OutOfScopeChart }))

export function Curves({ curves }: { curves: CurvesView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { auroc, sentences } = curves.outOfScope
  return (
    <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
      <Figure
        title={t('curves.reliability')}
        about={t('curves.reliability.about', { error: format.percent(curves.calibrationError, 1) })}
      >
        <ReliabilityChart curves={curves} />
      </Figure>
      <Figure title={t('curves.confidence')} about={t('curves.confidence.about')}>
        <ConfidenceChart curves={curves} />
      </Figure>
      {outOfScopePoints(curves.outOfScope).length > 1 && (
        <Figure
          title={t('curves.out-of-scope')}
          about={
            auroc === undefined
              ? t('curves.out-of-scope.about', { n: format.number(sentences) })
              : t('curves.out-of-scope.area', { n: format.number(sentences), area: auroc.toFixed(3) })
          }
        >
          <OutOfScopeChart curves={curves} />
        </Figure>
      )}
    </SimpleGrid>
  )
}

/** A chart with its heading; a place is kept for it while it is loaded. */
export function Figure({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <Paper component="article" className="surface" p="md" aria-label={title}>
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {about}
      </Text>
      <Suspense fallback={<Skeleton height={240} />}>{children}</Suspense>
    </Paper>
  )
}
