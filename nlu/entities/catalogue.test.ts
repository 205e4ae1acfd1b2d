// Product names out of a large catalogue that changes.
import { describe, expect, it } from 'vitest'
import { fold } from '../languages/fold.js'
import { ProductCatalogue } from './catalogue.js'

const catalogue = new ProductCatalogue([
  { id: 'p1', names: ['Alpine Trail rain jacket', '高山徒步冲锋衣'] },
  { id: 'p2', names: ['Harbour canvas backpack 20 L', '海港帆布双肩包'] },
  { id: 'p3', names: ['Harbour leather wallet'] },
  { id: 'p4', names: ['constructor'] },
])
const found = (text: string, from = catalogue) =>
  from.find(fold(text).text).map(({ value }) => (typeof value === 'object' ? value['id'] : value))

describe('the catalogue', () => {
  it.each([
    ['do you have the alpine trail rain jacket in red', ['p1']],
    ['is the Alpine Trail jacket waterproof', ['p1']],
    ['the harbor canvas backpak', ['p2']],
    ['高山徒步冲锋衣有货吗', ['p1']],
    ['海港帆布雙肩包多少錢', ['p2']],
    ['harbour', []],
    ['where is my order', []],
    ['a constructor', ['p4']],
  ])('%s', (text, ids) => expect(found(text)).toEqual(ids))

  it('says where the name stands', () => {
    const text = 'return the harbour leather wallet please'
    const [find] = catalogue.find(text)
    expect(text.slice(find?.from, find?.to)).toBe('harbour leather wallet')
  })

  it('follows what is added, renamed and taken away', () => {
    const own = new ProductCatalogue([{ id: 'a', names: ['Velvet cushion'] }])
    own.put({ id: 'b', names: ['Oak bookshelf'] })
    expect(found('the oak bookshelf', own)).toEqual(['b'])
    own.put({ id: 'b', names: ['Pine bookshelf'] })
    expect([found('oak', own), found('pine bookshelf', own)]).toEqual([[], ['b']])
    own.remove('b')
    own.remove('b')
    expect([found('pine bookshelf', own), own.size]).toEqual([[], 1])
  })

  it('finds one of many alike', () => {
    const colours = ['red', 'blue', 'green', 'black', 'white', 'grey', 'brown', 'pink', 'orange', 'yellow']
    const large = new ProductCatalogue(
      (function* () {
        for (let i = 0; i < 30_000; i++)
          yield { id: String(i), names: [`${colours[i % 10] ?? ''} series x${String(Math.floor(i / 10))} lamp`] }
      })(),
    )
    expect(large.size).toBe(30_000)
    expect(found('how much is the green series x777 lamp', large)[0]).toBe('7772')
    large.remove('7772')
    expect(found('how much is the green series x777 lamp', large)).not.toContain('7772')
  })
})
