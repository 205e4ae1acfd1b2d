// Which texts look the same to the classifier, and how much work a text costs.
import { describe, expect, it } from 'vitest'
import { fold } from '../languages/fold.js'
import { FeatureReader } from './features.js'

function features(text: string): number[] {
  const reader = new FeatureReader()
  reader.read(fold(text).text)
  return [...reader.hashes.slice(0, reader.count)]
}

describe('features', () => {
  it.each([
    ["don't ship it", 'DONT SHIP IT'],
    ['order 10023', 'order 45678'],
    ['pleaaaaase', 'pleaase'],
    ['退款！', '退款'],
    ['ｒｅｆｕｎｄ', 'refund'],
  ])('are the same for %s and %s', (a, b) => expect(features(a)).toEqual(features(b)))

  it.each([
    ['cancel order', 'order cancel'],
    ['item 12', 'item 34'],
    ['订单取消', '取消订单'],
  ])('differ for %s and %s', (a, b) => expect(features(a)).not.toEqual(features(b)))

  it('share most of a misspelt word', () => {
    const right = new Set(features('delivery'))
    expect(features('delivrey').filter((hash) => right.has(hash)).length).toBeGreaterThan(5)
  })

  it('never hold the hash that marks an empty slot', () =>
    expect(features('where is my order 我的订单到哪了'.repeat(50))).not.toContain(0))

  it('grow linearly with the text', () => {
    const short = features('我的订单 where '.repeat(50)).length
    expect(features('我的订单 where '.repeat(250)).length).toBeLessThan(short * 5.5)
  })

  it('say which are whole words', () => {
    const reader = new FeatureReader()
    reader.read('track my order')
    expect(reader.isUnit.slice(0, reader.count).reduce((sum, unit) => sum + unit, 0)).toBe(3)
    reader.read('查物流')
    expect(reader.isUnit.slice(0, reader.count).reduce((sum, unit) => sum + unit, 0)).toBe(3)
  })
})
