// The messages of one conversation in order of seq, without gaps, whatever order they arrive in.
import type { WireMessage } from '../../protocol.js'

export interface Timeline {
  /** Contiguous: each seq is one more than the last. */
  shown: readonly WireMessage[]
  /** Arrived ahead of something that is missing. */
  held: readonly WireMessage[]
}

export const emptyTimeline: Timeline = { shown: [], held: [] }

const stamp = (message: WireMessage): string => message.deletedAt ?? message.editedAt ?? ''

/** The later edit wins, so an old copy that was under way cannot undo it. */
const newer = (before: WireMessage | undefined, after: WireMessage): WireMessage =>
  before && stamp(before) > stamp(after) ? before : after

/** Adds messages; the same one again replaces its older copy. Pure. */
export function withMessages(timeline: Timeline, messages: readonly WireMessage[]): Timeline {
  const bySeq = new Map([...timeline.shown, ...timeline.held].map((message) => [message.seq, message]))
  for (const message of messages) bySeq.set(message.seq, newer(bySeq.get(message.seq), message))
  const sorted = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
  // The first block that is shown already stays the block; older pages join it from the front.
  const anchor = timeline.shown[0]?.seq ?? sorted[0]?.seq ?? 0
  let first = sorted.findIndex((message) => message.seq === anchor)
  let last = first
  while (first > 0 && sorted[first - 1]?.seq === (sorted[first]?.seq ?? 0) - 1) first -= 1
  while (sorted[last + 1]?.seq === (sorted[last]?.seq ?? 0) + 1) last += 1
  return { shown: sorted.slice(first, last + 1), held: sorted.slice(last + 1) }
}

export const lastSeq = (timeline: Timeline): number => timeline.shown.at(-1)?.seq ?? 0
export const firstSeq = (timeline: Timeline): number => timeline.shown[0]?.seq ?? 0
export const hasGap = (timeline: Timeline): boolean => timeline.held.length > 0

/** Marks everything of one direction up to `seq`; a state never goes back. */
export function withDelivery(
  timeline: Timeline,
  direction: 'in' | 'out',
  seq: number,
  state: 'delivered' | 'read',
): Timeline {
  const mark = (message: WireMessage): WireMessage =>
    message.direction === direction && message.seq <= seq && message.delivery !== 'read'
      ? { ...message, delivery: state }
      : message
  return { shown: timeline.shown.map(mark), held: timeline.held.map(mark) }
}

/** Something of the other side stands below the message with this id. */
export function isAnswered({ shown }: Timeline, clientId: string): boolean {
  const seq = shown.find((message) => message.clientId === clientId)?.seq
  return seq !== undefined && shown.some((message) => message.direction === 'out' && message.seq > seq)
}
