import { describe, expect, it } from 'vitest'
import { nameOf, piecesOf, selected, withMark } from './mark-places.js'

const text = 'from Berlin to 巴黎'
const berlin = { entity: 'city', role: 'from', start: 5, end: 11 }
const paris = { entity: 'city', role: 'to', start: 15, end: 17 }

describe('marked values in a text', () => {
  it('divide it into pieces that are the text again when joined', () => {
    const pieces = piecesOf(text, [berlin, paris])
    expect(pieces).toEqual([
      { text: 'from ' },
      { text: 'Berlin', mark: berlin },
      { text: ' to ' },
      { text: '巴黎', mark: paris },
    ])
    expect(piecesOf(text, [])).toEqual([{ text }])
  })

  it('are made of a selection, without blanks at its ends', () => {
    expect(selected(text, 4, 12, [])).toEqual({ kind: 'place', start: 5, end: 11 })
    expect(selected(text, 15, 17, [berlin])).toEqual({ kind: 'place', start: 15, end: 17 })
  })

  it('are not made of nothing, nor of what is marked already', () => {
    expect(selected(text, 4, 5, [])).toEqual({ kind: 'nothing' })
    expect(selected(text, 3, 3, [])).toEqual({ kind: 'nothing' })
    expect(selected(text, 8, 14, [berlin])).toEqual({ kind: 'taken' })
  })

  it('stay in order', () => {
    expect(withMark([paris], berlin)).toEqual([berlin, paris])
  })
})

it('makes names of what is typed', () => {
  expect(nameOf(' Order number ')).toBe('order-number')
  expect(nameOf('颜色')).toBe('')
})
