// What personal recommendations bring: who bought what they were shown, beside the part of the customers that gets what is popular.
import { SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { recommendationsContract } from '../../../api/recommendations/contract.js'
import { Loaded, Loading } from '../../components/states.js'
import { read, type call } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { Figure } from './figure.js'
import { SpanHead } from './span-head.js'

const dayMs = 86_400_000
const spans = ['month', 'quarter', 'year'] as const
const days = { month: 30, quarter: 90, year: 365 } as const

type Measured = Awaited<ReturnType<typeof call<typeof recommendationsContract.uplift>>>

/** To the day, so that the same period is not asked for again with each visit. */
const sinceOf = (span: (typeof spans)[number]): string =>
  new Date(Math.floor(Date.now() / dayMs - days[span]) * dayMs).toISOString()

export function Uplift() {
  const { t } = useTranslation()
  const [span, setSpan] = useState<(typeof spans)[number]>('month')
  const uplift = useQuery({
    ...read(recommendationsContract.uplift, { query: { since: sinceOf(span) } }),
    staleTime: 60_000,
  })
  return (
    <section aria-labelledby="uplift">
      <SpanHead
        id="uplift"
        title={t('home.uplift')}
        label={t('home.uplift.span')}
        spans={spans}
        value={span}
        textOf={(one) => t(`home.uplift.${one}`)}
        onChange={setSpan}
        mb="xs"
      />
      <Text size="sm" c="dimmed" mb="sm">
        {t('home.uplift.about')}
      </Text>
      <Loaded query={uplift} loading={<Loading rows={1} height={96} />}>
        {(measured) => <Shown measured={measured} />}
      </Loaded>
    </section>
  )
}

function Shown({ measured: { personal, holdout, uplift } }: { measured: Measured }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (personal.customers + holdout.customers === 0)
    return (
      <Text c="dimmed" size="sm">
        {t('home.uplift.none')}
      </Text>
    )
  const rate = ({ customers, rate: share }: Measured['personal']) => (customers === 0 ? '–' : format.percent(share, 1))
  const people = ({ customers, bought }: Measured['personal']) =>
    t('home.uplift.of', { bought: format.number(bought), customers: format.number(customers) })
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <Figure label={t('home.uplift.personal')} text={rate(personal)} hint={people(personal)} />
      <Figure label={t('home.uplift.holdout')} text={rate(holdout)} hint={people(holdout)} />
      {uplift === null ? (
        <Figure label={t('home.uplift.difference')} text="–" hint={t('home.uplift.one-sided')} />
      ) : (
        <Figure
          label={t('home.uplift.difference')}
          text={t('home.uplift.points', { points: format.points(uplift.difference) })}
          hint={`${t(`home.uplift.${verdict(uplift)}`)}; ${t('home.uplift.interval', {
            low: format.points(uplift.low),
            high: format.points(uplift.high),
          })}`}
        />
      )}
    </SimpleGrid>
  )
}

/** An interval that holds zero proves nothing. */
const verdict = ({ low, high }: { low: number; high: number }) => (low > 0 ? 'more' : high < 0 ? 'fewer' : 'luck')
