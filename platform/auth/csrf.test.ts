import { describe, expect, it } from 'vitest'
import { sessionCookie } from './cookie.js'
import { comesFromOurPages } from './csrf.js'

describe('comesFromOurPages', () => {
  const host = { host: 'kefu.example.com' }
  it.each([
    [{ ...host, origin: 'https://kefu.example.com', 'sec-fetch-site': 'same-origin' }, true],
    [{ ...host, origin: 'https://kefu.example.com' }, true],
    [{ ...host, 'sec-fetch-site': 'none' }, true],
    [host, true],
    [{ ...host, origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' }, false],
    [{ ...host, origin: 'https://evil.example.com' }, false],
    [{ ...host, origin: 'https://kefu.example.com.evil.com' }, false],
    [{ ...host, origin: 'null' }, false],
    [{ ...host, 'sec-fetch-site': 'same-site' }, false],
  ])('judges %j as %s', (headers, ours) => {
    expect(comesFromOurPages(headers, {})).toBe(ours)
  })

  it('knows the public address behind a proxy', () => {
    const headers = { host: '10.0.0.7:3000', origin: 'https://kefu.example.com' }
    expect(comesFromOurPages(headers, { publicUrl: 'https://kefu.example.com/' })).toBe(true)
    expect(comesFromOurPages(headers, {})).toBe(false)
  })
})

describe('sessionCookie', () => {
  it('cannot be read by scripts or sent along by other sites, and is bound to HTTPS where there is HTTPS', () => {
    const written = sessionCookie(true).write('tok', new Date(0))
    expect(written).toMatch(/^__Host-kefu-session=tok; .*Path=\/; HttpOnly; SameSite=Lax; Secure$/)
    expect(sessionCookie(false).write('tok', new Date(0))).not.toContain('Secure')
  })

  it('is found among others, by its whole name', () => {
    const cookie = sessionCookie(false)
    expect(cookie.read('a=1; kefu-session=abc; b=2')).toBe('abc')
    expect(cookie.read('not-kefu-session=abc')).toBeUndefined()
    expect(cookie.read(undefined)).toBeUndefined()
  })
})
