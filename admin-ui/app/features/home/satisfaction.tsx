// What customers said of how their conversations were resolved: stars, who was content, how many answered; by period.
import { SimpleGrid, Text } from '@mantine/core'
import { useState } from 'react'
import type { HomeView, Satisfaction as Figures } from '../../../api/home/contract.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { Figure } from './figure.js'
import { SpanHead } from './span-head.js'

const spans = ['day', 'week', 'month'] as const

export function Satisfaction({ satisfaction }: { satisfaction: HomeView['satisfaction'] }) {
  const { t } = useTranslation()
  const [span, setSpan] = useState<(typeof spans)[number]>('week')
  return (
    <section aria-labelledby="satisfaction">
      <SpanHead
        id="satisfaction"
        title={t('home.satisfaction')}
        label={t('home.satisfaction.span')}
        spans={spans}
        value={span}
        textOf={(one) => t(`home.satisfaction.${one}`)}
        onChange={setSpan}
        mb="sm"
      />
      <Shown figures={satisfaction[span]} />
    </section>
  )
}

function Shown({ figures: { asked, bot, person } }: { figures: Figures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rated = bot.rated + person.rated
  const mean = (of: Figures['bot']) =>
    of.rated === 0 ? '–' : format.number(Math.round((10 * of.stars) / of.rated) / 10)
  if (rated === 0)
    return (
      <Text c="dimmed" size="sm">
        {t(asked === 0 ? 'home.satisfaction.nobody' : 'home.satisfaction.none', { n: asked })}
      </Text>
    )
  const all = { rated, stars: bot.stars + person.stars, good: bot.good + person.good }
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <Figure
        label={t('figure.stars')}
        text={`${mean(all)} / 5`}
        hint={t('figure.stars.by', { bot: mean(bot), person: mean(person) })}
      />
      <Figure
        label={t('figure.content')}
        text={format.percent(all.good / all.rated)}
        hint={t('figure.content.of', { n: rated })}
      />
      <Figure
        label={t('figure.responses')}
        text={asked === 0 ? '–' : format.percent(Math.min(1, rated / asked))}
        hint={t('figure.responses.of', { n: asked })}
      />
    </SimpleGrid>
  )
}
