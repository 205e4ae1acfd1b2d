// Saying one's own message otherwise, or taking it back.
import { ActionIcon, Button, Group, Menu, Stack, Textarea } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconArrowBack, IconDots, IconPencil } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { conversationsContract } from '../../../api/conversations/contract.js'
import type { ConversationView, MessageView } from '../../../api/conversations/views.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useSession } from '../../lib/session.js'
import { useConversationChanged } from './actions.js'

/** What may be done with a message by whoever is signed in. Only the web chat can show that a message changed. */
function mayRevise({ channel, owner, handOff }: ConversationView, { author, deletedAt }: MessageView, user: string) {
  const open = channel === 'web' && deletedAt === undefined
  const own = author.kind === 'person' && author.id === user
  const has = owner === 'person' && handOff?.claimedBy?.id === user
  return { edit: open && own, takeBack: open && (own || (author.kind === 'bot' && has)) }
}

/** Absent where nothing may be done. */
export function ReviseMessage({ conversation, message }: { conversation: ConversationView; message: MessageView }) {
  const { t } = useTranslation()
  const { user } = useSession()
  const changed = useConversationChanged()
  const params = { id: conversation.id, message: message.id }
  const takeBack = useMutation({
    mutationFn: () => call(conversationsContract.takeBack, { params }),
    onSuccess: (next) => {
      changed(next)
      notifyDone(t('message.taken-back'))
    },
    onError: (error) => {
      notifyError(t, error)
      changed()
    },
  })
  const may = mayRevise(conversation, message, user.id)
  if (!may.takeBack) return null
  const edit = () =>
    modals.open({
      modalId: message.id,
      title: t('message.edit'),
      children: <Editor params={params} text={message.text} />,
    })
  const ask = () =>
    modals.openConfirmModal({
      title: t('message.take-back.sure'),
      children: t('message.take-back.about'),
      labels: { confirm: t('message.take-back'), cancel: t('form.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => takeBack.mutate(),
    })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('message.more')} loading={takeBack.isPending}>
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may.edit && (
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={edit}>
            {t('message.edit')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconArrowBack size={16} />} onClick={ask}>
          {t('message.take-back')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Editor({ params, text: before }: { params: { id: string; message: string }; text: string }) {
  const { t } = useTranslation()
  const changed = useConversationChanged()
  const [text, setText] = useState(before)
  const save = useMutation({
    mutationFn: () => call(conversationsContract.edit, { params, body: { text: text.trim() } }),
    onSuccess: (next) => {
      changed(next)
      modals.close(params.message)
    },
    onError: (error) => {
      notifyError(t, error)
      changed()
    },
  })
  return (
    <Stack>
      <Textarea
        data-autofocus
        autosize
        minRows={2}
        maxRows={12}
        maxLength={8000}
        aria-label={t('composer.reply.label')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => modals.close(params.message)}>
          {t('form.cancel')}
        </Button>
        <Button disabled={text.trim() === ''} loading={save.isPending} onClick={() => save.mutate()}>
          {t('form.save')}
        </Button>
      </Group>
    </Stack>
  )
}
