// One message: its words, card, files and source, and how far it got.
import type { WireMessage } from '../../protocol.js'
import type { PendingMessage } from '../client/chat-state.js'
import { useStrings, useUi, useWidget } from '../context.js'
import { fill } from '../strings/index.js'
import { safeUrl } from '../text/rich-text.js'
import { timeOf } from '../text/times.js'
import { Attachments } from './Attachments.js'
import { CardView } from './CardView.js'
import { AlertIcon, BookIcon, CheckIcon, ChecksIcon, ClockIcon, SparkIcon } from './icons.js'
import { ExternalLink, RichText } from './RichText.js'

export type Progress = 'waiting' | 'sending' | 'stored' | 'delivered' | 'read'

function Tick({ progress }: { progress: Progress }) {
  const strings = useStrings()
  const Icon =
    progress === 'waiting' || progress === 'sending' ? ClockIcon : progress === 'stored' ? CheckIcon : ChecksIcon
  return (
    <span class={`tick ${progress}`} role="img" aria-label={strings[progress]} title={strings[progress]}>
      <Icon size={14} />
    </span>
  )
}

export function Avatar({ author }: { author: WireMessage['author'] }) {
  const initial = author.kind === 'person' ? [...(author.name ?? '')][0] : undefined
  return (
    <div class={`avatar ${author.kind}`} aria-hidden="true">
      {initial?.toUpperCase() ?? <SparkIcon size={15} />}
    </div>
  )
}

function Source({ citation }: { citation: NonNullable<WireMessage['content']['citation']> }) {
  const strings = useStrings()
  const { server } = useWidget()
  const url = safeUrl(citation.url, server)
  const words = (
    <>
      <BookIcon size={14} />
      <span>{fill(strings.source, { title: citation.title })}</span>
    </>
  )
  return <div class="source">{url === undefined ? words : <ExternalLink url={url}>{words}</ExternalLink>}</div>
}

export interface BubbleProps {
  message: WireMessage
  /** What is shown in place of the words, when a button was pressed. */
  label?: string
  first: boolean
  last: boolean
  progress?: Progress
}

export function Bubble({ message, label, first, last, progress }: BubbleProps) {
  const strings = useStrings()
  const { locale } = useUi()
  const { content, author, direction } = message
  const own = direction === 'in'
  const who = own ? strings.you : author.kind === 'person' ? (author.name ?? strings.somebody) : strings.bot
  const text = label ?? content.text
  return (
    <div
      class={`row ${own ? 'own' : 'theirs'} ${first ? 'first' : ''} ${last ? 'last timed' : ''}`}
      data-seq={message.seq}
    >
      {!own && (last ? <Avatar author={author} /> : <div class="avatar-space" />)}
      <div class="stack">
        {first && !own && author.kind === 'person' && <div class="name">{who}</div>}
        <span class="hidden">{who}: </span>
        {message.deletedAt !== undefined ? (
          <div class="bubble removed">{strings.removed}</div>
        ) : (
          <>
            {text !== '' && (
              <div class="bubble">
                <RichText text={text} />
                {content.citation && <Source citation={content.citation} />}
              </div>
            )}
            {content.attachments && <Attachments files={content.attachments} />}
            {content.card && <CardView card={content.card} />}
            {text === '' && content.citation && <Source citation={content.citation} />}
          </>
        )}
        {last && (
          <div class="meta">
            <time dateTime={message.at}>{timeOf(new Date(message.at), locale)}</time>
            {message.editedAt !== undefined && message.deletedAt === undefined && <span>{strings.edited}</span>}
            {progress && <Tick progress={progress} />}
          </div>
        )}
      </div>
    </div>
  )
}

export function PendingBubble({ message, label, first }: { message: PendingMessage; label?: string; first: boolean }) {
  const strings = useStrings()
  const { chat } = useWidget()
  const why =
    message.code === 'message-too-long'
      ? strings.failedTooLong
      : message.code === undefined
        ? strings.failed
        : strings.failedRefused
  return (
    <div class={`row own pending ${message.state} ${first ? 'first' : ''} last`}>
      <div class="stack">
        <span class="hidden">{strings.you}: </span>
        {message.text !== '' && (
          <div class="bubble">
            <RichText text={label ?? message.text} />
          </div>
        )}
        {message.files && <Attachments files={message.files} />}
        <div class="meta">
          {message.state === 'failed' ? (
            <>
              <span class="failure">
                <AlertIcon size={14} /> {why}
              </span>
              <button type="button" class="link" onClick={() => chat.retry(message.id)}>
                {strings.retry}
              </button>
              <button type="button" class="link" onClick={() => chat.discard(message.id)}>
                {strings.discard}
              </button>
            </>
          ) : (
            <Tick progress={message.state} />
          )}
        </div>
      </div>
    </div>
  )
}
