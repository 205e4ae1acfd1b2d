import { describe, expect, it } from 'vitest'
import { hashPassword, oneTimePassword, passwordMatches, weaknessOf } from './password.js'

describe('passwords', () => {
  it('are kept as argon2id with 19 MiB, two passes and one lane', async () => {
    expect(await hashPassword('correct horse battery')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('match their own hash, whatever form of Unicode they are typed in, and no other', async () => {
    const stored = await hashPassword('ｃafé-correct-horse')
    expect(await passwordMatches(stored, 'cafe\u0301-correct-horse')).toBe(true)
    expect(await passwordMatches(stored, 'cafe-correct-horse')).toBe(false)
  })

  it('match nothing where there is no such user', async () => {
    expect(await passwordMatches(undefined, 'anything at all')).toBe(false)
  })

  it('made by Kefu differ each time and are strong enough', () => {
    const made = oneTimePassword()
    expect(made).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
    expect(made).not.toBe(oneTimePassword())
    expect(weaknessOf(made, 'admin')).toBeUndefined()
  })
})

describe('weaknessOf', () => {
  it.each([
    ['short', 'too-short'],
    ['密码密码密码', 'too-short'],
    ['x'.repeat(201), 'too-long'],
    ['emma.brown1234', 'contains-login'],
    ['aaaaaaaaabbbb', 'too-simple'],
    ['Password1234', 'too-common'],
    ['qwerty-123456', 'too-common'],
  ])('says why "%s" will not do: %s', (password, reason) => {
    expect(weaknessOf(password, 'emma.brown@example.com')).toBe(reason)
  })

  it.each(['purple tram over lunch', '我家的猫今天又不吃饭了', 'k8Zr-99vb-qLpw'])('accepts "%s"', (password) => {
    expect(weaknessOf(password, 'emma.brown@example.com')).toBeUndefined()
  })
})
