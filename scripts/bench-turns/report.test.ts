import { describe, expect, it } from 'vitest'
import type { Measured } from './load.js'
import { middle, toMarkdown } from './report.js'

const measured = (messagesPerSecond: number): Measured => ({
  messagesPerSecond,
  p50: 2,
  p95: 20,
  p99: 200,
  cpuMsPerMessage: 0.5,
})

describe('the report of turns', () => {
  it('takes the middle of the rounds and shows their range', () => {
    const row = middle('Kefu', 50, [measured(300), measured(100), measured(200)])
    expect(row).toMatchObject({ target: 'Kefu', visitors: 50, messagesPerSecond: 200 })
    expect(toMarkdown({ rows: [row], own: 'Kefu', against: 'bot', stages: [] })).toContain(
      '| 50 | Kefu | 200 | 100 … 300 | 2.00 | 20 | 200 | 0.50 |',
    )
  })

  it('says what a flood by one visitor does to the others', () => {
    const flood = { visitors: 20, alone: measured(300), beside: measured(290), sent: 9, accepted: 2 }
    const refused = new Map([['rate-limited', 7]])
    expect(toMarkdown({ rows: [], own: 'Kefu', against: 'bot', stages: [], flood: { ...flood, refused } })).toContain(
      'sends 9 messages without waiting (2 accepted, refused: 7 rate-limited); 20 others meanwhile are answered 290 times a second',
    )
  })

  it('holds the product against the minimal bot at each number of visitors', () => {
    const rows = [1, 50].flatMap((visitors) => [
      middle('bot', visitors, [measured(400)]),
      middle('Kefu', visitors, [measured(visitors === 1 ? 200 : 300)]),
    ])
    expect(toMarkdown({ rows, own: 'Kefu', against: 'bot', stages: [] })).toContain(
      'Kefu over bot, messages per second: 0.50 with 1 visitors, 0.75 with 50 visitors.',
    )
  })
})
