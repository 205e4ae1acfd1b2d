// What other rules would make of the records as they are.
import { Stack, Text } from '@mantine/core'
import type { DryRunView } from '../../../api/identity/contract.js'
import { AnchorLink } from '../../components/links.js'
import { Section } from '../../components/section.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation, type MessageKey } from '../../lib/i18n/index.js'
import { evidenceText, fieldText } from './evidence-text.js'
import { RecordLink } from './record-link.js'

const shownPeople = 20

export function DryRun({ run }: { run: DryRunView }) {
  const { t } = useTranslation()
  const { added, dropped, wouldMerge, noLongerMade, shownOtherwise } = run
  const sums = [added.total, dropped.total, wouldMerge.total, noLongerMade.length, shownOtherwise.length]
  return (
    <Section title={t('rules.run.title')}>
      <Stack gap="md" role="status">
        {sums.every((sum) => sum === 0) && <Text size="sm">{t('rules.run.none')}</Text>}
        <Pairs title="rules.run.would-merge" pairs={wouldMerge} />
        <Pairs title="rules.run.added" pairs={added} />
        <Pairs title="rules.run.dropped" pairs={dropped} />
        {noLongerMade.length > 0 && <Counted title="rules.run.past" n={noLongerMade.length} />}
        {shownOtherwise.length > 0 && (
          <div>
            <Counted title="rules.run.shown" n={shownOtherwise.length} />
            {shownOtherwise.slice(0, shownPeople).map(({ customerId, fields }) => (
              <Text key={customerId} size="sm">
                <AnchorLink to="/customers/$id" params={{ id: customerId }}>
                  {customerId}
                </AnchorLink>{' '}
                {fields.map((field) => fieldText(t, field)).join(', ')}
              </Text>
            ))}
          </div>
        )}
      </Stack>
    </Section>
  )
}

function Counted({ title, n }: { title: MessageKey; n: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Text size="sm" fw={600}>
      {t(title)}: {format.number(n)}
    </Text>
  )
}

function Pairs({ title, pairs: { total, first } }: { title: MessageKey; pairs: DryRunView['added'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (total === 0) return null
  return (
    <div>
      <Counted title={title} n={total} />
      {first.map(({ keep, gone, evidence, probability }, place) => (
        <div key={`${keep?.id ?? ''} ${gone?.id ?? String(place)}`}>
          <RecordLink record={gone} brief /> – <RecordLink record={keep} brief />{' '}
          <Text span size="sm" c="dimmed">
            {evidenceText(t, format, { ...evidence, probability })}
          </Text>
        </div>
      ))}
      {total > first.length && (
        <Text size="sm" c="dimmed">
          {t('rules.pairs.more', { n: format.number(total - first.length) })}
        </Text>
      )}
    </div>
  )
}
