// Who answers a conversation at the moment.
import type { ConversationView } from '../../../api/conversations/views.js'
import { Chip } from '../../components/chip.js'
import { useTranslation } from '../../lib/i18n/index.js'

export function OwnerChip({ conversation }: { conversation: ConversationView }) {
  const { t } = useTranslation()
  const { owner, status, handOff } = conversation
  if (status === 'resolved') return <Chip tone="neutral">{t('owner.resolved')}</Chip>
  switch (owner) {
    case 'bot':
      return <Chip tone="info">{t('owner.bot')}</Chip>
    case 'queue':
      return <Chip tone="warn">{t('owner.queue')}</Chip>
    case 'person':
      return <Chip tone="good">{handOff?.claimedBy?.name ?? t('owner.person')}</Chip>
  }
}
