// Rows with which nothing needs to be done: values far from the usual, and values that stayed because they were edited later.
import { Group, Text } from '@mantine/core'
import type { LetterView } from '../../../api/imports/contract.js'
import { AnchorLink } from '../../components/links.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { LetterList } from './letter-list.js'
import { reasonText } from './reason-text.js'
import { targetText } from './target-text.js'
import { useLetters } from './use-letters.js'

export function NotedLetters({ batch, kind }: { batch: string; kind: 'outlier' | 'later-edit' }) {
  const { t } = useTranslation()
  const letters = useLetters(batch, { kind })
  return (
    <LetterList letters={letters} none={t('imports.findings.none')}>
      {(letter) => <Noted key={letter.id} letter={letter} />}
    </LetterList>
  )
}

function Noted({ letter: { line, problems, customer } }: { letter: LetterView }) {
  const { t } = useTranslation()
  return (
    <Group gap="md" align="flex-start">
      <Text size="sm" c="dimmed" className="numbers">
        {t('imports.line.of', { n: line })}
      </Text>
      <div>
        {problems.map(({ field, value, reason }) => (
          <Text key={field} size="sm">
            {[targetText(t, field), value, reasonText(t, reason)].filter((part) => part !== '').join(' · ')}
          </Text>
        ))}
      </div>
      {customer !== null && (
        <AnchorLink to="/customers/$id" params={{ id: customer }} size="sm">
          {t('imports.customer')}
        </AnchorLink>
      )}
    </Group>
  )
}
