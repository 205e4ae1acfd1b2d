import { describe, expect, it } from 'vitest'
import { fill } from './template.js'

const both = (text: string) => ({ en: text, zh: text })

describe('fill', () => {
  it('puts values in as they are, never as templates', () => {
    expect(fill(both('About {item}.'), { item: '{order} [[x]]', order: 'NL-1' }, 'en')).toBe('About {order} [[x]].')
  })

  it('leaves a passage out when one of its slots has no value', () => {
    const text = both('On its way[[ with {carrier}]][[ ({carrier}, {tracking})]].[[ Here on {day:date}.]]')
    expect(fill(text, { carrier: 'UPS' }, 'en')).toBe('On its way with UPS.')
    expect(fill(text, { day: '2026-01-05T00:00:00.000Z' }, 'en')).toBe('On its way. Here on Mon, 5 January 2026.')
  })

  it('reads a dash for an absent value elsewhere, inherited names included', () => {
    expect(fill(both('{order} {constructor}'), {}, 'en')).toBe('– –')
  })
})
