// One pair that may be one person, with what speaks for it, and the decision.
import { Box, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { identityContract, type SuggestionView } from '../../../api/identity/contract.js'
import { Chip } from '../../components/chip.js'
import { EitherButton } from '../../components/either-button.js'
import { call } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { useRecordChanged } from '../customers/use-record-changed.js'
import { Comparison } from './comparison.js'
import { evidenceText, shareText } from './evidence-text.js'
import { recordName } from './record-name.js'

interface Props {
  suggestion: SuggestionView
  /** Before the pair leaves the list. */
  onDecided: () => void
}

export function SuggestionCard({ suggestion, onDecided }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const changed = useRecordChanged()
  const { id, keep, gone, evidence, probability, likely, state, at } = suggestion
  const [kept, choose] = useState(keep?.id ?? '')
  const decided = (said: 'identity.merged' | 'identity.dismissed') => {
    notifyDone(t(said))
    onDecided()
  }
  const settled = { onError: (error: Error) => notifyError(t, error), onSettled: changed }
  const accept = useMutation({
    mutationFn: () => call(identityContract.accept, { params: { id }, body: { keep: kept } }),
    onSuccess: () => decided('identity.merged'),
    ...settled,
  })
  const dismiss = useMutation({
    mutationFn: () => call(identityContract.dismiss, { params: { id }, body: {} }),
    onSuccess: () => decided('identity.dismissed'),
    ...settled,
  })
  const label = `${recordName(t, keep)} / ${recordName(t, gone)}`
  const isOpen = state === 'open' && keep !== undefined && gone !== undefined && may('customers.merge')
  const { probability: _shown, ...why } = evidence
  return (
    <Box component="article" className="surface" p="md" aria-label={label}>
      <Group gap="xs" mb="xs">
        <Text fw={650} className="numbers">
          {shareText(format, probability)}
        </Text>
        {likely && <Chip tone="good">{t('identity.likely')}</Chip>}
        <Text size="sm" c="dimmed">
          {evidenceText(t, format, why)} · {t('identity.found', { ago: format.ago(at) })}
        </Text>
      </Group>
      <Comparison pair={suggestion} label={label} {...(isOpen && { choice: { kept, onChoose: choose } })} />
      {isOpen && (
        <Group gap="sm" mt="md">
          <EitherButton
            size="sm"
            first={accept}
            firstText={t('identity.accept')}
            second={dismiss}
            secondText={t('identity.dismiss')}
          />
        </Group>
      )}
    </Box>
  )
}
