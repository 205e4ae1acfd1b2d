// Home: what needs attention first, then today's figures and how they came about.
import { SimpleGrid, Skeleton, Stack, Text, Title, Paper } from '@mantine/core'
import { IconAlertTriangle, IconHourglass, IconMoodEmpty, IconRocket } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { homeContract, type HomeView } from '../../../api/home/contract.js'
import { Page } from '../../components/page.js'
import { Loaded, Loading } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useLive } from '../../lib/live.js'
import { useMay, useSession } from '../../lib/session.js'
import { AttentionCard } from './attention-card.js'
import { Figure } from './figure.js'
import { MissingEncoders } from './missing-encoders.js'
import { Satisfaction } from './satisfaction.js'
import { SpanHead } from './span-head.js'
import { Uplift } from './uplift.js'

const Chart = lazy(() => import('./activity-chart.js'))

export function HomePage() {
  const { t } = useTranslation()
  const { user } = useSession()
  const may = useMay()
  useLive('conversations')
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const home = useQuery({ ...read(homeContract.get, { query: { timeZone } }), refetchInterval: 60_000 })
  return (
    <Page title={t('home.title', { name: user.name })} about={t('home.about')}>
      <Loaded query={home} loading={<Loading rows={3} height={110} />}>
        {(data) => (
          <Stack gap="xl">
            <MissingEncoders names={data.attention.missingEncoders} />
            <Attention attention={data.attention} />
            <Today data={data} />
            <Satisfaction satisfaction={data.satisfaction} />
            {may('recommendations.read') && <Uplift />}
            <Activity data={data} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Attention({ attention }: { attention: HomeView['attention'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const { queue, waitingSince, misses, deadJobs, changesToPublish } = attention
  const dead = deadJobs.reduce((sum, { count }) => sum + count, 0)
  return (
    <section aria-labelledby="attention">
      <Title order={2} size="h4" mb="sm" id="attention">
        {t('home.attention')}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
        <AttentionCard
          icon={IconHourglass}
          count={queue}
          label={t('home.queue', { n: queue })}
          detail={
            waitingSince === null ? t('home.queue.none') : t('home.queue.since', { ago: format.ago(waitingSince) })
          }
          to={may('conversations.read') ? '/conversations' : undefined}
          view="queue"
        />
        <AttentionCard
          icon={IconMoodEmpty}
          count={misses}
          label={t('home.misses', { n: misses })}
          detail={t(misses === 0 ? 'home.misses.none' : 'home.misses.about')}
          to={may('misses.read') ? '/misses' : undefined}
        />
        <AttentionCard
          icon={IconRocket}
          count={changesToPublish}
          label={t('home.changes', { n: changesToPublish })}
          detail={t(changesToPublish === 0 ? 'home.changes.none' : 'home.changes.about')}
          to={may('training.read') ? '/train/versions' : undefined}
        />
        <AttentionCard
          icon={IconAlertTriangle}
          count={dead}
          urgent
          label={t('home.jobs', { n: dead })}
          detail={
            dead === 0
              ? t('home.jobs.none')
              : deadJobs.map(({ name, count }) => `${name} × ${String(count)}`).join(', ')
          }
        />
      </SimpleGrid>
    </section>
  )
}

function Today({ data: { today, yesterday } }: { data: HomeView }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section aria-labelledby="today">
      <Title order={2} size="h4" mb="sm" id="today">
        {t('home.today')}
      </Title>
      <SimpleGrid cols={{ base: 2, md: 3, lg: 6 }}>
        <Figure label={t('figure.conversations')} value={today.conversations} before={yesterday.conversations} />
        <Figure label={t('figure.messages')} value={today.messages} before={yesterday.messages} />
        <Figure
          label={t('figure.answered')}
          text={today.turns === 0 ? '–' : format.percent(today.answered / today.turns)}
          hint={t('figure.answered.of', { n: today.turns })}
        />
        <Figure label={t('figure.hand-offs')} value={today.handOffs} before={yesterday.handOffs} />
        <Figure label={t('figure.resolved')} value={today.resolved} before={yesterday.resolved} />
        <Figure
          label={t('figure.speed')}
          text={today.medianMs === null ? '–' : format.ms(today.medianMs)}
          hint={t('figure.speed.hint')}
        />
      </SimpleGrid>
    </section>
  )
}

const activitySpans = ['hours', 'days'] as const

function Activity({ data }: { data: HomeView }) {
  const { t } = useTranslation()
  const [span, setSpan] = useState<(typeof activitySpans)[number]>('days')
  const points = data[span]
  return (
    <Paper component="section" className="surface" p="md" aria-labelledby="activity">
      <SpanHead
        id="activity"
        title={t('home.activity')}
        label={t('home.activity')}
        spans={activitySpans}
        value={span}
        textOf={(one) => t(`home.${one}`)}
        onChange={setSpan}
        mb="md"
      />
      {points.every(({ messages }) => messages === 0) ? (
        <Text c="dimmed" ta="center" py={80}>
          {t('home.activity.none')}
        </Text>
      ) : (
        <Suspense fallback={<Skeleton height={280} />}>
          <Chart points={points} span={span} />
        </Suspense>
      )}
    </Paper>
  )
}
