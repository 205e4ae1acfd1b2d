import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../testing/memory-storage.js'
import { createStorage } from './storage.js'

const blocked = {
  getItem: () => {
    throw new DOMException('denied', 'SecurityError')
  },
  setItem: () => {
    throw new DOMException('denied', 'SecurityError')
  },
  removeItem: () => {
    throw new DOMException('denied', 'SecurityError')
  },
  key: () => null,
  get length(): number {
    throw new DOMException('denied', 'SecurityError')
  },
}

describe.each([
  ['absent', undefined],
  ['blocked', blocked],
  ['full', memoryStorage({ full: true })],
])('storage that is %s', (_how, backing) => {
  it('keeps what is written for as long as the page lives', () => {
    const storage = createStorage(backing, 'kefu:')
    storage.set('b', '2')
    storage.set('a', '1')
    expect(storage.get('a')).toBe('1')
    expect(storage.keys('')).toEqual(['a', 'b'])
    storage.remove('a')
    expect(storage.get('a')).toBeUndefined()
  })
})

it('uses its own prefix only', () => {
  const backing = memoryStorage()
  backing.setItem('shop:cart', 'theirs')
  const storage = createStorage(backing, 'kefu:')
  storage.set('token', 'ours')
  expect(backing.getItem('kefu:token')).toBe('ours')
  expect(storage.keys('')).toEqual(['token'])
  expect(storage.get('shop:cart')).toBeUndefined()
})
