// Writing to the customer, or a note to colleagues. Only who has the conversation writes to the customer; a note is always possible.
import { Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core'
import { IconNote, IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState, type KeyboardEvent } from 'react'
import { conversationsContract } from '../../../api/conversations/contract.js'
import type { ConversationView } from '../../../api/conversations/views.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useSession } from '../../lib/session.js'
import { useConversationChanged } from './actions.js'
import classes from './conversation-pane.module.css'

type Kind = 'reply' | 'note'

/** Enter that ends the choice of a Chinese word must not send; keyCode 229 is Safari's way to say so. */
const isComposing = (event: KeyboardEvent) => event.nativeEvent.isComposing || event.keyCode === 229

export function Composer({ conversation }: { conversation: ConversationView }) {
  const { t } = useTranslation()
  const { user } = useSession()
  const changed = useConversationChanged()
  const { id, epoch, owner, handOff } = conversation
  const mine = owner === 'person' && handOff?.claimedBy?.id === user.id
  const [chosen, choose] = useState<Kind>('reply')
  const kind = mine ? chosen : 'note'
  const [texts, setTexts] = useState<Record<Kind, string>>({ reply: '', note: '' })
  // The same text sent again after a lost answer keeps its id, so the customer gets it once.
  const clientId = useRef(crypto.randomUUID())
  const send = useMutation({
    mutationFn: async ({ as, text }: { as: Kind; text: string }) => {
      const body = { text, clientId: clientId.current }
      if (as === 'note') await call(conversationsContract.note, { params: { id }, body })
      else return call(conversationsContract.reply, { params: { id }, body: { ...body, epoch } })
      return undefined
    },
    onSuccess: (next, { as }) => {
      clientId.current = crypto.randomUUID()
      setTexts((before) => ({ ...before, [as]: '' }))
      changed(next)
    },
    onError: (error) => {
      notifyError(t, error)
      changed()
    },
  })
  const text = texts[kind]
  const submit = () => {
    if (text.trim() !== '' && !send.isPending) send.mutate({ as: kind, text: text.trim() })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
    event.preventDefault()
    submit()
  }
  return (
    <div className={classes['composer']} data-kind={kind}>
      <Group justify="space-between" mb={6} gap="xs">
        {mine ? (
          <SegmentedControl
            size="xs"
            aria-label={t('composer.kind')}
            value={kind}
            onChange={(value) => choose(value === 'note' ? 'note' : 'reply')}
            data={[
              { value: 'reply', label: t('composer.reply') },
              { value: 'note', label: t('composer.note') },
            ]}
          />
        ) : (
          <Text size="sm">{t(owner === 'person' ? 'composer.others' : 'composer.take-over-first')}</Text>
        )}
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {t('composer.keys')}
        </Text>
      </Group>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Textarea
          flex={1}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={8000}
          aria-label={t(kind === 'note' ? 'composer.note.label' : 'composer.reply.label')}
          placeholder={t(kind === 'note' ? 'composer.note.placeholder' : 'composer.reply.placeholder')}
          value={text}
          onChange={(event) => {
            const { value } = event.currentTarget
            setTexts((before) => ({ ...before, [kind]: value }))
          }}
          onKeyDown={onKeyDown}
        />
        <Button
          onClick={submit}
          loading={send.isPending}
          disabled={text.trim() === ''}
          leftSection={kind === 'note' ? <IconNote size={16} /> : <IconSend size={16} />}
        >
          {t(kind === 'note' ? 'composer.add-note' : 'composer.send')}
        </Button>
      </Group>
    </div>
  )
}
