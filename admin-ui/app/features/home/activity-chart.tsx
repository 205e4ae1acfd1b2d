// Messages, conversations and hand-offs over time. Loaded on its own: charts are the heaviest part of the app.
import '@mantine/core/styles/ColorSwatch.css'
import '@mantine/charts/styles.css'
import { AreaChart } from '@mantine/charts'
import type { HomeView } from '../../../api/home/contract.js'
import { useTranslation } from '../../lib/i18n/index.js'

export default function ActivityChart({ points, span }: { points: HomeView['days']; span: 'hours' | 'days' }) {
  const { t, language } = useTranslation()
  const locale = language === 'zh' ? 'zh-CN' : 'en'
  const shape =
    span === 'hours'
      ? new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      : new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' })
  const names = {
    messages: t('figure.messages'),
    conversations: t('figure.conversations'),
    handOffs: t('figure.hand-offs'),
    misses: t('figure.misses'),
  }
  const data = points.map((point) => ({
    at: shape.format(new Date(point.at)),
    [names.messages]: point.messages,
    [names.conversations]: point.conversations,
    [names.handOffs]: point.handOffs,
    [names.misses]: point.misses,
  }))
  return (
    <AreaChart
      h={280}
      data={data}
      dataKey="at"
      curveType="monotone"
      withLegend
      withDots={points.length < 3}
      series={[
        { name: names.messages, color: 'jade.6' },
        { name: names.conversations, color: 'blue.5' },
        { name: names.handOffs, color: 'orange.5' },
        { name: names.misses, color: 'grape.5' },
      ]}
      role="img"
      aria-label={t('home.activity.label', { n: points.reduce((sum, { messages }) => sum + messages, 0) })}
    />
  )
}
