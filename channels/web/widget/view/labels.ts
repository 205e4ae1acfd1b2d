// Pressing a button sends its value; everywhere the message is shown, the button's label stands in its place.
import type { CardAction } from '../../../../bot/domain/message.js'
import type { WireMessage } from '../../protocol.js'

const actionsOf = ({ content: { card } }: WireMessage): readonly CardAction[] => [
  ...(card?.actions ?? []),
  ...(card?.items ?? []).flatMap((item) => item.actions ?? []),
]

/** Of the buttons offered in `before`, newest first, the label of the one whose value is `text`. */
export function labelOf(text: string, before: readonly WireMessage[]): string | undefined {
  for (const message of before.slice(-8).reverse()) {
    if (message.direction !== 'out') continue
    const hit = [...(message.content.quickReplies ?? []), ...actionsOf(message)].find((button) => button.value === text)
    if (hit) return hit.label
  }
  return undefined
}
