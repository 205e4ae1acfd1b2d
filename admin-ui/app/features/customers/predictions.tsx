// What is likely of a person, each with its main reasons. Models that have not been trained say nothing.
import { Group, Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { predictionsContract, type PredictionView } from '../../../api/predictions/contract.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'

export function Predictions({ id }: { id: string }) {
  const { t } = useTranslation()
  const predictions = useQuery(read(predictionsContract.customer, { params: { id } }))
  return (
    <Section title={t('customers.predictions')}>
      <Loaded query={predictions}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('customers.predictions.none')}
            </Text>
          ) : (
            <Stack gap="md">
              {items.map((prediction) => (
                <Prediction key={prediction.target} prediction={prediction} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

function Prediction({ prediction }: { prediction: PredictionView }) {
  const { t, language } = useTranslation()
  const format = useFormat()
  const { target, probability, horizonDays, reasons } = prediction
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={550}>
          {t(`prediction.${target}`, { n: horizonDays })}
        </Text>
        <Text size="sm" fw={600} className="numbers">
          {format.percent(probability)}
        </Text>
      </Group>
      <Progress value={probability * 100} size="sm" my={4} aria-hidden />
      {reasons.map(({ feature, words, effect }) => (
        <Group key={feature} justify="space-between" gap="xs" wrap="nowrap">
          <Text size="xs" c="dimmed">
            {words[language]}
          </Text>
          <Text size="xs" c="dimmed" className="numbers label">
            {t('customers.predictions.effect', { points: format.points(effect) })}
          </Text>
        </Group>
      ))}
    </div>
  )
}
