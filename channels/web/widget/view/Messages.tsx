// The list of messages: days, groups, what is under way, quick replies, "is typing"; it keeps the newest in sight.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { WireMessage } from '../../protocol.js'
import { hasEarlier, type ChatState } from '../client/chat-state.js'
import { useChat, useStrings, useUi, useWidget } from '../context.js'
import { fill } from '../strings/index.js'
import { dayOf, sameDay } from '../text/times.js'
import { Avatar, Bubble, PendingBubble, type Progress } from './Bubble.js'
import { DownIcon } from './icons.js'
import { labelOf } from './labels.js'
import { QuickReplies } from './QuickReplies.js'
import { RatingCard } from './RatingCard.js'

/** Messages of one author within so long stand together. */
const groupMs = 3 * 60_000

const together = (a: WireMessage | undefined, b: WireMessage | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.direction === b.direction &&
  a.author.kind === b.author.kind &&
  a.author.name === b.author.name &&
  Math.abs(Date.parse(b.at) - Date.parse(a.at)) < groupMs

function progressOf(message: WireMessage, { timeline }: ChatState): Progress | undefined {
  if (message.direction === 'out') return undefined
  const answered = timeline.shown.some((other) => other.direction === 'out' && other.seq > message.seq)
  return answered || message.delivery === 'read' ? 'read' : 'delivered'
}

function Greeting() {
  const { locale, config, invitation } = useUi()
  const strings = useStrings()
  const { chat } = useWidget()
  const text = invitation ?? config?.look.greeting?.[locale] ?? strings.greeting
  const starters = config?.look.starters ?? []
  return (
    <>
      <div class="row theirs first last">
        <Avatar author={{ kind: 'bot' }} />
        <div class="stack">
          <div class="bubble">
            <p>{text}</p>
          </div>
        </div>
      </div>
      {starters.length > 0 && (
        <div class="quick">
          {starters.map((starter) => (
            <button
              type="button"
              key={starter.value.en}
              onClick={() => void chat.send(starter.value[locale]).catch(() => undefined)}
            >
              {starter.label[locale]}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

function Typing({ chat }: { chat: ChatState }) {
  const strings = useStrings()
  const person = chat.owner === 'person'
  const name = person ? (chat.personName ?? strings.somebody) : strings.bot
  return (
    <div class="row theirs first last typing-row">
      <Avatar author={person ? { kind: 'person', name } : { kind: 'bot' }} />
      <div class="bubble typing">
        <i />
        <i />
        <i />
        <span class="hidden">{fill(strings.typing, { name })}</span>
      </div>
    </div>
  )
}

export function Messages() {
  const state = useChat()
  const { locale } = useUi()
  const strings = useStrings()
  const { chat } = useWidget()
  const log = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  const height = useRef(0)
  const goal = useRef(0)
  const [away, setAway] = useState(false)
  const { shown } = state.timeline
  const first = shown[0]?.seq

  /** The end, but never so far that the newest message's beginning would be out of sight. */
  const toEnd = () => {
    const box = log.current
    if (!box) return
    const newest = [...box.querySelectorAll<HTMLElement>('.row')].at(-1)
    const end = box.scrollHeight - box.clientHeight
    goal.current = newest ? Math.min(end, newest.offsetTop - 12) : end
    box.scrollTop = goal.current
  }

  // An earlier page goes in above without moving what is being read.
  useLayoutEffect(() => {
    const box = log.current
    if (box && !stuck.current) box.scrollTop += box.scrollHeight - height.current
  }, [first])
  useLayoutEffect(() => {
    // What somebody is filling in stays under their hand.
    if (stuck.current && !log.current?.querySelector('form:focus-within')) toEnd()
    height.current = log.current?.scrollHeight ?? 0
  })
  // Pictures change the height after the fact.
  useEffect(() => {
    const box = log.current
    if (!box || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(() => stuck.current && toEnd())
    for (const child of [box, ...box.children]) observer.observe(child)
    return () => observer.disconnect()
  }, [shown.length])

  const scrolled = () => {
    const box = log.current
    if (!box) return
    const below = box.scrollHeight - box.scrollTop - box.clientHeight
    stuck.current = below < 60 || Math.abs(box.scrollTop - goal.current) < 3
    setAway(below > 160)
  }

  const empty = state.loaded && shown.length === 0
  return (
    <div class="log-frame">
      <div
        class="log"
        ref={log}
        onScroll={scrolled}
        role="log"
        aria-live="polite"
        aria-label={strings.messages}
        tabIndex={0}
      >
        <div class="log-content">
          {hasEarlier(state) && (
            <button type="button" class="earlier" onClick={() => void chat.loadEarlier().catch(() => undefined)}>
              {strings.earlier}
            </button>
          )}
          {(empty || (shown.length === 0 && state.connection !== 'online')) && <Greeting />}
          {shown.map((message, index) => {
            const before = shown[index - 1]
            const at = new Date(message.at)
            const newDay = !before || !sameDay(new Date(before.at), at)
            const progress = progressOf(message, state)
            const label = message.direction === 'in' ? labelOf(message.content.text, shown.slice(0, index)) : undefined
            return (
              <div key={message.seq} class="entry">
                {newDay && <div class="day">{dayOf(at, new Date(), locale, strings)}</div>}
                <Bubble
                  message={message}
                  {...(label !== undefined && { label })}
                  {...(progress && { progress })}
                  first={newDay || !together(before, message)}
                  last={!together(message, shown[index + 1])}
                />
              </div>
            )
          })}
          {state.pending.map((message, index) => {
            const label = labelOf(message.text, shown)
            return (
              <PendingBubble
                key={message.id}
                message={message}
                first={index === 0}
                {...(label !== undefined && { label })}
              />
            )
          })}
          {state.typing && <Typing chat={state} />}
          <QuickReplies state={state} />
          <RatingCard />
        </div>
      </div>
      {away && (
        <button
          type="button"
          class="round to-end"
          aria-label={strings.newest}
          onClick={() => {
            const box = log.current
            box?.scrollTo({ top: box.scrollHeight, behavior: 'smooth' })
          }}
        >
          <DownIcon size={18} />
        </button>
      )}
    </div>
  )
}
