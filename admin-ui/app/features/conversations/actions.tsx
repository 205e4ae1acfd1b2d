// Taking over, handing back, resolving: the hand-off commands, with the epoch that was on the screen.
import { Button, Menu } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconDots, IconHandGrab } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { conversationsContract } from '../../../api/conversations/contract.js'
import type { ConversationView } from '../../../api/conversations/views.js'
import { call, keyOf } from '../../lib/api.js'
import { useTranslation, type MessageKey } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useSession } from '../../lib/session.js'

type Command = 'claim' | 'handBack' | 'resolve'

const done: Readonly<Record<Command, MessageKey>> = {
  claim: 'conversation.claimed',
  handBack: 'conversation.handed-back',
  resolve: 'conversation.resolved',
}

/** Shows the conversation as the server answered, and reads everything about it again. */
export function useConversationChanged() {
  const client = useQueryClient()
  return (conversation?: ConversationView) => {
    if (conversation !== undefined)
      client.setQueryData(keyOf(conversationsContract.get, { params: { id: conversation.id } }), conversation)
    void client.invalidateQueries({ queryKey: ['conversations'] })
  }
}

export function Actions({ conversation }: { conversation: ConversationView }) {
  const { t } = useTranslation()
  const { user } = useSession()
  const changed = useConversationChanged()
  const { id, epoch, owner, status, handOff } = conversation
  const command = useMutation({
    mutationFn: (name: Command) => call(conversationsContract[name], { params: { id }, body: { epoch } }),
    onSuccess: (next, name) => {
      changed(next)
      notifyDone(t(done[name]))
    },
    onError: (error) => {
      notifyError(t, error)
      changed()
    },
  })
  const mine = owner === 'person' && handOff?.claimedBy?.id === user.id
  const others = owner === 'person' && !mine
  const resolve = (
    <Button
      variant="default"
      leftSection={<IconCheck size={16} />}
      loading={command.isPending && command.variables === 'resolve'}
      onClick={() => command.mutate('resolve')}
    >
      {t('conversation.resolve')}
    </Button>
  )
  if (mine)
    return (
      <>
        {resolve}
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          loading={command.isPending && command.variables === 'handBack'}
          onClick={() => command.mutate('handBack')}
        >
          {t('conversation.hand-back')}
        </Button>
      </>
    )
  return (
    <>
      {!others && (
        <Button
          leftSection={<IconHandGrab size={16} />}
          loading={command.isPending && command.variables === 'claim'}
          onClick={() => command.mutate('claim')}
        >
          {t('conversation.take-over')}
        </Button>
      )}
      {owner === 'queue' && status === 'open' && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px="xs" aria-label={t('conversation.more')}>
              <IconDots size={18} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => command.mutate('resolve')}>
              {t('conversation.resolve')}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => command.mutate('handBack')}>
              {t('conversation.hand-back')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
