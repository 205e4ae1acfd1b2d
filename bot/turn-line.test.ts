import { describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.js'
import type { ConversationId, InboundId } from './domain/ids.js'
import type { StoredInbound } from './domain/inbound.js'
import { createTurnLine } from './turn-line.js'

const message = (id: string, conversation = 'c'): StoredInbound =>
  ({ id: id as InboundId, conversationId: conversation as ConversationId }) as StoredInbound

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A line whose turns end when they are let go; `broken` turns fail. */
function open({ broken = [] as readonly string[], concurrency = 8 } = {}) {
  const begun: string[] = []
  const jobs: string[] = []
  const gates = new Map<string, () => void>()
  const line = createTurnLine({
    concurrency,
    log: createLog('silent'),
    jobs: {
      enqueue: async ({ id }: { id: string }) => {
        jobs.push(id)
        return id
      },
    } as never,
    freshTurn: async (item) => {
      begun.push(item.id)
      await new Promise<void>((resolve) => gates.set(item.id, resolve))
      if (broken.includes(item.id)) throw new Error('no')
      return {
        result: { kind: 'stored', conversationId: item.conversationId, outcome: 'answered' },
        settled: Promise.resolve(),
      }
    },
  })
  const end = async (id: string): Promise<void> => {
    gates.get(id)?.()
    await settle()
  }
  return { line, begun, jobs, end }
}

describe('the short way', () => {
  it('takes the messages of a conversation one after the other, and conversations side by side', async () => {
    const { line, begun, end } = open()
    for (const item of [message('1'), message('2'), message('3', 'other')]) line.accept(item)
    expect(begun).toEqual(['1', '3'])
    expect(line.holds('2' as InboundId)).toBe(true)
    await end('1')
    expect(begun).toEqual(['1', '3', '2'])
    await end('2')
    await end('3')
    await settle()
    expect(line.holds('2' as InboundId)).toBe(false)
  })

  it('begins no more turns at once than it may', async () => {
    const { line, begun, end } = open({ concurrency: 1 })
    line.accept(message('1'))
    line.accept(message('2', 'other'))
    expect(begun).toEqual(['1'])
    await end('1')
    expect(begun).toEqual(['1', '2'])
    await end('2')
  })

  it('makes a job of a turn that failed, and of all behind it until that job has ended', async () => {
    const { line, begun, jobs, end } = open({ broken: ['1'] })
    line.accept(message('1'))
    line.accept(message('2'))
    await end('1')
    expect(jobs).toEqual(['turn:1', 'turn:2'])
    line.accept(message('3'))
    await settle()
    expect(jobs).toEqual(['turn:1', 'turn:2', 'turn:3'])
    for (const id of ['1', '2', '3']) line.jobEnded(id as InboundId)
    line.accept(message('4'))
    expect(begun).toEqual(['1', '4'])
    await end('4')
  })

  it('does not wait for a job that ended before it was enqueued again', async () => {
    const { line, begun, end } = open()
    line.jobEnded('1' as InboundId)
    await line.asJob(message('1'))
    line.accept(message('2'))
    expect(begun).toEqual(['2'])
    await end('2')
  })

  it('holds a message while it arrives, also when that fails', async () => {
    const { line } = open()
    const id = '1' as InboundId
    const arriving = line.arriving(id, async () => {
      expect(line.holds(id)).toBe(true)
      await settle()
      throw new Error('not stored')
    })
    await expect(arriving).rejects.toThrow('not stored')
    expect(line.holds(id)).toBe(false)
  })

  it('begins nothing after the stop, waits for what is under way, and holds nothing that it did not begin', async () => {
    const { line, begun, end } = open()
    line.accept(message('1'))
    line.accept(message('2'))
    const stopped = line.stop(60_000)
    await end('1')
    await stopped
    line.accept(message('3', 'other'))
    expect(begun).toEqual(['1'])
    expect(line.holds('3' as InboundId)).toBe(false)
  })
})
