// Buttons under the newest answer; they go as soon as something was said after it.
import type { ChatState } from '../client/chat-state.js'
import { useWidget } from '../context.js'

export function QuickReplies({ state }: { state: ChatState }) {
  const { chat } = useWidget()
  const newest = state.timeline.shown.at(-1)
  const replies =
    newest?.direction === 'out' && newest.deletedAt === undefined && state.pending.length === 0
      ? newest.content.quickReplies
      : undefined
  if (!replies || replies.length === 0) return null
  return (
    <div class="quick">
      {replies.map((reply) => (
        <button type="button" key={reply.value} onClick={() => void chat.send(reply.value).catch(() => undefined)}>
          {reply.label}
        </button>
      ))}
    </div>
  )
}
