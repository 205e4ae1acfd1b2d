// What was said, with notes among it; under each answer of the bot the way to its reasons.
import { Anchor, Button, Center, Group, Text } from '@mantine/core'
import { IconCheck, IconChecks, IconClock, IconHelpCircle, IconPaperclip, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { conversationsContract } from '../../../api/conversations/contract.js'
import type {
  ConversationView,
  MessageView,
  NoteView,
  RatingView,
  ReceiptView,
} from '../../../api/conversations/views.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { CardView } from './card-view.js'
import { CustomerTyping } from './customer-typing.js'
import { RatingEntry } from './rating-entry.js'
import { ReceiptDrawer } from './receipt-drawer.js'
import { ReviseMessage } from './revise-message.js'
import classes from './conversation-pane.module.css'

const pageSize = 200

export function Transcript({ conversation }: { conversation: ConversationView }) {
  const [limit, setLimit] = useState(pageSize)
  const transcript = useQuery({
    ...read(conversationsContract.transcript, { params: { id: conversation.id }, query: { limit } }),
    placeholderData: (before) => before,
    refetchInterval: 20_000,
  })
  return (
    <Loaded query={transcript} loading={<div className={classes['transcript']} aria-busy />}>
      {(data) => (
        <Entries
          {...data}
          conversation={conversation}
          onEarlier={() => setLimit((before) => Math.min(500, before + pageSize))}
        />
      )}
    </Loaded>
  )
}

interface EntriesProps {
  conversation: ConversationView
  messages: readonly MessageView[]
  notes: readonly NoteView[]
  ratings: readonly RatingView[]
  receipts: readonly ReceiptView[]
  earlier: boolean
  onEarlier: () => void
}

type Aside = { kind: 'note'; note: NoteView; at: string } | { kind: 'rating'; rating: RatingView; at: string }
type Entry = { kind: 'message'; message: MessageView } | Aside

/** Messages keep their order, whatever their clocks said; each aside stands before the first message that is later than it. */
function withAsides(messages: readonly MessageView[], asides: readonly Aside[]): Entry[] {
  const waiting = [...asides].sort((a, b) => (a.at < b.at ? -1 : 1))
  const entries: Entry[] = []
  for (const message of messages) {
    while (waiting[0] !== undefined && waiting[0].at < message.at) {
      entries.push(waiting[0])
      waiting.shift()
    }
    entries.push({ kind: 'message', message })
  }
  return [...entries, ...waiting]
}

function Entries({ conversation, messages, notes, ratings, receipts, earlier, onEarlier }: EntriesProps) {
  const { t } = useTranslation()
  const [shown, show] = useState<ReceiptView>()
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const newest = `${messages.at(-1)?.id ?? ''}${String(notes.length)}${ratings[0]?.at ?? ''}`
  // New messages are followed, unless one has scrolled up to read.
  useEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [newest])
  const asides: Aside[] = [
    ...notes.map((note) => ({ kind: 'note' as const, note, at: note.at })),
    ...ratings.map((rating) => ({ kind: 'rating' as const, rating, at: rating.at })),
  ]
  const entries = withAsides(
    messages,
    asides.filter(({ at }) => !earlier || at >= (messages[0]?.at ?? '')),
  )
  const whys = receiptsOfAnswers(messages, receipts)
  return (
    <div
      ref={box}
      className={classes['transcript']}
      role="log"
      aria-label={t('transcript.label')}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 80
      }}
    >
      {earlier && (
        <Center>
          <Button variant="default" size="xs" onClick={onEarlier}>
            {t('transcript.earlier')}
          </Button>
        </Center>
      )}
      {entries.map((entry) => {
        if (entry.kind === 'note') return <Note key={entry.note.id} note={entry.note} />
        if (entry.kind === 'rating') return <RatingEntry key={entry.rating.id} rating={entry.rating} />
        const { message } = entry
        const onWhy = whyOf(whys.get(message.id), show)
        return <Message key={message.id} conversation={conversation} message={message} onWhy={onWhy} />
      })}
      <CustomerTyping id={conversation.id} newest={messages.findLast(({ author }) => author.kind === 'customer')?.id} />
      <ReceiptDrawer receipt={shown} onClose={() => show(undefined)} />
    </div>
  )
}

const whyOf = (receipt: ReceiptView | undefined, show: (receipt: ReceiptView) => void) =>
  receipt === undefined ? undefined : () => show(receipt)

/** A bot message belongs to the customer's message before it; the last message of a turn carries the link. */
function receiptsOfAnswers(messages: readonly MessageView[], receipts: readonly ReceiptView[]) {
  const byInbound = new Map(receipts.map((receipt) => [receipt.inboundId, receipt]))
  const byAnswer = new Map<string, ReceiptView>()
  let current: ReceiptView | undefined
  for (const [place, message] of messages.entries()) {
    if (message.author.kind === 'customer') current = byInbound.get(message.inboundId ?? '')
    const last = messages[place + 1]?.author.kind !== 'bot'
    if (message.author.kind === 'bot' && last && current !== undefined) byAnswer.set(message.id, current)
  }
  return byAnswer
}

function Note({ note }: { note: NoteView }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className={classes['note']}>
      <Text size="xs" fw={600}>
        {t('transcript.note', { name: note.author.name })} · {format.when(note.at)}
      </Text>
      {note.text}
    </div>
  )
}

interface MessageProps {
  conversation: ConversationView
  message: MessageView
  onWhy: (() => void) | undefined
}

function Message({ conversation, message, onWhy }: MessageProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { author, text, card, citation, quickReplies, attachments, delivery, at, editedAt, deletedAt } = message
  if (author.kind === 'system')
    return (
      <div className={classes['system']}>
        {text} · {format.when(at)}
      </div>
    )
  const name = author.kind === 'person' ? author.name : t(`author.${author.kind}`)
  return (
    <div className={classes['entry']} data-side={author.kind === 'customer' ? 'theirs' : 'own'}>
      {text !== '' && (
        <div className={classes['bubble']} {...(deletedAt !== undefined && { 'data-gone': true })}>
          {text}
        </div>
      )}
      {card !== undefined && <CardView card={card} />}
      {attachments?.map((file) => (
        <Group key={file.id} gap={6} className={classes['card'] ?? ''}>
          <IconPaperclip size={16} aria-hidden />
          <Text size="sm">{file.name}</Text>
        </Group>
      ))}
      {quickReplies !== undefined && quickReplies.length > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('transcript.choices', { choices: quickReplies.map(({ label }) => label).join(' · ') })}
        </Text>
      )}
      <div className={classes['meta']}>
        <span>
          {name} · {format.when(at)}
        </span>
        {deletedAt !== undefined ? (
          <span>{t('transcript.deleted', { when: format.when(deletedAt) })}</span>
        ) : (
          editedAt !== undefined && <span>{t('transcript.edited', { when: format.when(editedAt) })}</span>
        )}
        {delivery !== undefined && <Delivery state={delivery} />}
        {citation !== undefined && (
          <span>{t('transcript.source', { title: citation.title, version: citation.version })}</span>
        )}
        {onWhy !== undefined && (
          <Anchor component="button" type="button" size="xs" onClick={onWhy}>
            <Group gap={3} component="span">
              <IconHelpCircle size={14} aria-hidden />
              {t('transcript.why')}
            </Group>
          </Anchor>
        )}
        <ReviseMessage conversation={conversation} message={message} />
      </div>
    </div>
  )
}

const deliveryIcons = { queued: IconClock, sent: IconCheck, delivered: IconChecks, read: IconChecks, failed: IconX }

function Delivery({ state }: { state: NonNullable<MessageView['delivery']> }) {
  const { t } = useTranslation()
  const StateIcon = deliveryIcons[state]
  return (
    <Group gap={3} component="span" {...(state === 'failed' && { c: 'var(--mantine-color-error)' })}>
      <StateIcon size={14} aria-hidden />
      {t(`delivery.${state}`)}
    </Group>
  )
}
