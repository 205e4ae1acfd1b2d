import { expect, it } from 'vitest'
import { createRecent } from './recent.js'

it('keeps what was used last', () => {
  const recent = createRecent<string, number>(2)
  recent.set('a', 1)
  recent.set('b', 2)
  expect(recent.get('a')).toBe(1)
  recent.set('c', 3)
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([1, undefined, 3])
  recent.set('c', 4)
  expect([recent.get('a'), recent.get('c')]).toEqual([1, 4])
  recent.delete('a')
  expect([recent.get('a'), recent.get('c')]).toEqual([undefined, 4])
  recent.clear()
  expect(recent.get('c')).toBeUndefined()
})
