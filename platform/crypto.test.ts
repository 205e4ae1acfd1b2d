import { describe, expect, it } from 'vitest'
import { deriveSecret } from './crypto.js'

describe('deriveSecret', () => {
  it('gives each purpose a key of its own, the same each time', () => {
    const secret = 'x'.repeat(32)
    expect(deriveSecret(secret, 'visitor')).toBe(deriveSecret(secret, 'visitor'))
    expect(deriveSecret(secret, 'visitor')).not.toBe(deriveSecret(secret, 'session'))
    expect(deriveSecret(secret, 'visitor')).toHaveLength(43)
  })
})
