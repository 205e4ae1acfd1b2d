import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WireMessage } from '../../protocol.js'
import { emptyTimeline, hasGap, isAnswered, lastSeq, withDelivery, withMessages } from './timeline.js'

const message = (seq: number, change: Partial<WireMessage> = {}): WireMessage => ({
  id: `m.${String(seq)}`,
  seq,
  direction: 'out',
  author: { kind: 'bot' },
  content: { text: `text ${String(seq)}` },
  at: '2026-05-01T10:00:00.000Z',
  ...change,
})

const seqs = (messages: readonly WireMessage[]) => messages.map((each) => each.seq)

describe('the timeline', () => {
  it('shows what it has in order and holds back what came too early', () => {
    const timeline = withMessages(withMessages(emptyTimeline, [message(1)]), [message(4), message(3)])
    expect(seqs(timeline.shown)).toEqual([1])
    expect(hasGap(timeline)).toBe(true)
    const filled = withMessages(timeline, [message(2)])
    expect(seqs(filled.shown)).toEqual([1, 2, 3, 4])
    expect(hasGap(filled)).toBe(false)
  })

  it('puts an earlier page in front', () => {
    const timeline = withMessages(withMessages(emptyTimeline, [message(5), message(6)]), [message(3), message(4)])
    expect(seqs(timeline.shown)).toEqual([3, 4, 5, 6])
  })

  it('takes an edit and is not set back by the older copy', () => {
    const edited = message(1, { content: { text: 'better' }, editedAt: '2026-05-01T10:01:00.000Z' })
    const timeline = withMessages(withMessages(withMessages(emptyTimeline, [message(1)]), [edited]), [message(1)])
    expect(timeline.shown[0]?.content.text).toBe('better')
  })

  it('marks everything of one direction up to a seq and never goes back from read', () => {
    const read = withDelivery(
      withMessages(emptyTimeline, [message(1), message(2, { direction: 'in' }), message(3)]),
      'out',
      1,
      'read',
    )
    const timeline = withDelivery(read, 'out', 3, 'delivered')
    expect(timeline.shown.map((each) => each.delivery)).toEqual(['read', undefined, 'delivered'])
  })

  it('shows every message once and in order, whatever the order, grouping and repetition they come in', () => {
    const arrivals = fc
      .integer({ min: 1, max: 30 })
      .chain((count) =>
        fc.tuple(
          fc.constant(count),
          fc.array(fc.array(fc.integer({ min: 1, max: count }), { maxLength: 6 }), { maxLength: 40 }),
        ),
      )
    fc.assert(
      fc.property(arrivals, ([count, groups]) => {
        let timeline = withMessages(emptyTimeline, [message(1)])
        for (const group of groups) {
          timeline = withMessages(
            timeline,
            group.map((seq) => message(seq)),
          )
          expect(seqs(timeline.shown)).toEqual(Array.from({ length: lastSeq(timeline) }, (_, index) => index + 1))
        }
        const all = withMessages(
          timeline,
          Array.from({ length: count }, (_, index) => message(index + 1)),
        )
        expect(seqs(all.shown)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
      }),
    )
  })

  it('knows whether the other side has said something since a message', () => {
    const asked = withMessages(emptyTimeline, [message(1), message(2, { direction: 'in', clientId: 'mine' })])
    expect(isAnswered(asked, 'mine')).toBe(false)
    expect(isAnswered(asked, 'still on its way')).toBe(false)
    expect(isAnswered(withMessages(asked, [message(3, { direction: 'in', clientId: 'next' })]), 'mine')).toBe(false)
    expect(isAnswered(withMessages(asked, [message(3)]), 'mine')).toBe(true)
  })
})
