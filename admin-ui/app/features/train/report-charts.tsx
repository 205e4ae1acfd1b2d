// The curves of a report. Loaded on their own: charts are the heaviest part of the app.
import '@mantine/core/styles/ColorSwatch.css'
import '@mantine/charts/styles.css'
import { BarChart, LineChart } from '@mantine/charts'
import type { CurvesView } from '../../../api/train/contract.js'
import type { VersionAnalysis } from '../../../../nlu/evaluation/version-analysis.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { histogramOf, outOfScopePoints } from './report-data.js'

const height = 240
const share = { type: 'number' as const, domain: [0, 1] as [number, number] }

export function ReliabilityChart({ curves }: { curves: CurvesView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const names = { right: t('curves.right'), ideal: t('curves.ideal') }
  const data = curves.reliability.map(({ confidence, accuracy }) => ({
    confidence,
    [names.right]: accuracy,
    [names.ideal]: confidence,
  }))
  return (
    <LineChart
      h={height}
      data={data}
      dataKey="confidence"
      curveType="linear"
      withLegend
      valueFormatter={(value) => format.percent(value)}
      xAxisProps={{ ...share, tickFormatter: (value: number) => format.percent(value) }}
      yAxisProps={share}
      series={[
        { name: names.right, color: 'jade.6' },
        { name: names.ideal, color: 'gray.5', strokeDasharray: '5 5' },
      ]}
      role="img"
      aria-label={t('curves.reliability.label', { error: format.percent(curves.calibrationError, 1) })}
    />
  )
}

export function ConfidenceChart({ curves }: { curves: CurvesView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const names = { right: t('curves.right'), wrong: t('curves.wrong') }
  const tenths = histogramOf(curves.reliability)
  const data = tenths.map(({ from, right, wrong }) => ({
    confidence: format.percent(from),
    [names.right]: right,
    [names.wrong]: wrong,
  }))
  const sure = tenths[9]
  return (
    <BarChart
      h={height}
      data={data}
      dataKey="confidence"
      type="stacked"
      withLegend
      series={[
        { name: names.right, color: 'jade.6' },
        { name: names.wrong, color: 'orange.6' },
      ]}
      role="img"
      aria-label={t('curves.confidence.label', {
        n: format.number(sure === undefined ? 0 : sure.right + sure.wrong),
        wrong: format.number(sure?.wrong ?? 0),
      })}
    />
  )
}

export function OutOfScopeChart({ curves }: { curves: CurvesView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const name = t('report.out-of-scope')
  const { chosen } = curves.outOfScope
  const data = outOfScopePoints(curves.outOfScope).map(({ rejected, caught }) => ({ rejected, [name]: caught }))
  return (
    <LineChart
      h={height}
      data={data}
      dataKey="rejected"
      curveType="linear"
      valueFormatter={(value) => format.percent(value, 1)}
      xAxisProps={{
        type: 'number',
        domain: [0, 'dataMax'],
        tickFormatter: (value: number) => format.percent(value, 1),
      }}
      yAxisProps={share}
      referenceLines={[{ x: chosen.inScopeRejected, label: t('curves.chosen'), color: 'orange.6' }]}
      series={[{ name, color: 'jade.6' }]}
      role="img"
      aria-label={t('curves.out-of-scope.label', {
        caught: format.percent(chosen.caught ?? 0, 1),
        rejected: format.percent(chosen.inScopeRejected, 1),
      })}
    />
  )
}

export function LearningChart({ points }: { points: VersionAnalysis['learning']['points'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const name = t('report.accuracy')
  const [first, last] = [points[0], points.at(-1)]
  return (
    <LineChart
      h={height}
      data={points.map(({ rows, accuracy }) => ({ rows, [name]: accuracy }))}
      dataKey="rows"
      curveType="linear"
      valueFormatter={(value) => format.percent(value, 1)}
      xAxisProps={{ type: 'number', domain: [0, 'dataMax'] }}
      yAxisProps={share}
      series={[{ name, color: 'jade.6' }]}
      role="img"
      aria-label={t('learning.label', {
        few: format.number(first?.rows ?? 0),
        low: format.percent(first?.accuracy ?? 0, 1),
        many: format.number(last?.rows ?? 0),
        high: format.percent(last?.accuracy ?? 0, 1),
      })}
    />
  )
}
