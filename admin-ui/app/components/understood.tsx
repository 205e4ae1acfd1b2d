// How a text was understood: its parts with intent and confidence, the runners-up, the values found in it, language and mood.
import { Group, Progress, Stack, Text } from '@mantine/core'
import type { UnderstandingView } from '../../api/conversations/views.js'
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
  const { parts, language, sentiment, encoder } = understanding
  return (
    <Stack gap="sm">
      <Group gap={6}>
        <Chip tone={tones[understanding.kind]}>{t(`understood.${understanding.kind}`)}</Chip>
        <Chip>{t(`language.${language}`)}</Chip>
        <Chip>{t(`sentiment.${sentiment.polarity}`)}</Chip>
        {(encoder === 'late' || encoder === 'absent') && <Chip tone="warn">{t(`encoder.${encoder}`)}</Chip>}
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
      {part.evidence !== undefined && (
        <div>
          <Text size="xs" c="dimmed">
            {t('evidence.leant-on')}
          </Text>
          <Example {...part.evidence} />
        </div>
      )}
      {part.entities.length > 0 && (
        <Group gap={6}>
          {part.entities.map(({ name, text, value, role }, place) => (
            <Chip key={place}>
              {role === undefined ? name : `${name} · ${role}`}: {text}
              {typeof value === 'string' && value !== text ? ` → ${value}` : ''}
            </Chip>
          ))}
        </Group>
      )}
    </Stack>
  )
}

/** A training example, whose it is, and how alike the text is to it. */
export function Example({ intent, example, similarity }: { intent: string; example: string; similarity: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" align="baseline">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        “{example}”{' '}
        <Text span size="xs" c="dimmed">
          {intent}
        </Text>
      </Text>
      <Text size="xs" c="dimmed" className="numbers" style={{ whiteSpace: 'nowrap' }}>
        {t('evidence.alike', { share: format.percent(similarity) })}
      </Text>
    </Group>
  )
}
