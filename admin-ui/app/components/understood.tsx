// How a text was understood: its parts with intent and confidence, the runners-up, the values found in it, language and mood.
import { Group, Progress, Stack, Text } from '@mantine/core'
import type { UnderstandingView } from '../../api/conversations/contract.js'
import { useFormat } from '../lib/format.js'
import { useTranslation } from '../lib/i18n/index.js'
import { Chip, type Tone } from './chip.js'

const tones: Readonly<Record<UnderstandingView['kind'], Tone>> = {
  understood: 'good',
  ambiguous: 'warn',
  'out-of-scope': 'bad',
}

export function Understood({ understanding }: { understanding: UnderstandingView }) {
  const { t } = useTranslation()
  const { parts, language, sentiment } = understanding
  return (
    <Stack gap="sm">
      <Group gap={6}>
        <Chip tone={tones[understanding.kind]}>{t(`understood.${understanding.kind}`)}</Chip>
        <Chip>{t(`language.${language}`)}</Chip>
        <Chip>{t(`sentiment.${sentiment.polarity}`)}</Chip>
      </Group>
      {parts.map((part, place) => (
        <PartView key={place} part={part} alone={parts.length === 1} />
      ))}
    </Stack>
  )
}

function PartView({ part, alone }: { part: UnderstandingView['parts'][number]; alone: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Stack gap={6}>
      {!alone && (
        <Text size="sm" fs="italic">
          {part.text}
        </Text>
      )}
      {part.candidates.slice(0, 3).map(({ intent, confidence }) => (
        <div key={intent}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" fw={intent === part.intent ? 650 : 400}>
              {intent}
            </Text>
            <Text size="xs" c="dimmed" className="numbers">
              {format.percent(confidence)}
            </Text>
          </Group>
          <Progress
            value={confidence * 100}
            size="sm"
            color={intent === part.intent ? 'jade' : 'gray'}
            aria-label={t('understood.confidence', { intent })}
          />
        </div>
      ))}
      {part.entities.length > 0 && (
        <Group gap={6}>
          {part.entities.map(({ name, text, value }, place) => (
            <Chip key={place}>
              {name}: {text}
              {typeof value === 'string' && value !== text ? ` → ${value}` : ''}
            </Chip>
          ))}
        </Group>
      )}
    </Stack>
  )
}
