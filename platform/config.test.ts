import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configNames, parseConfig, readConfig } from './config.js'

describe('parseConfig', () => {
  it('has a default for everything, so that nothing needs to be set', () => {
    expect(parseConfig({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 3000,
      DATA_DIR: 'data',
      DEMO: true,
      LOG_LEVEL: 'info',
    })
  })

  it('lists every wrong variable at once', () => {
    expect(() => parseConfig({ PORT: 'eighty', REDIS_URL: 'localhost', LOG_LEVEL: 'loud' })).toThrow(
      /PORT: .*\n.*REDIS_URL: must begin with redis:\/\/.*\n.*LOG_LEVEL: /,
    )
  })

  it('carries a code, so that the start can be refused in one sentence', () => {
    expect(() => parseConfig({ PORT: '-1' })).toThrow(expect.objectContaining({ code: 'config-invalid' }))
  })

  it.each([
    ['MONGODB_URL', 'MONGODB_URI'],
    ['REDISURL', 'REDIS_URL'],
    ['DATA_DIRR', 'DATA_DIR'],
    ['REDIS_UR', 'REDIS_URL'],
  ])('refuses %s, which would silently choose another service than %s names', (typed, meant) => {
    expect(() => parseConfig({ [typed]: 'x' })).toThrow(`${typed}: is not a variable of Kefu; did you mean ${meant}?`)
  })

  it('leaves the rest of the environment alone', () => {
    expect(() => parseConfig({ PATH: '/bin', HOME: '/', EDITOR: 'vi', DATABASE: 'x' })).not.toThrow()
  })

  it('asks for the second half of a pair', () => {
    expect(() => parseConfig({ SITE_KEY: 'shop' })).toThrow('SITE_ORIGINS: is needed because SITE_KEY is set')
    expect(() => parseConfig({ MICROSOFT_APP_PASSWORD: 'x' })).toThrow('MICROSOFT_APP_ID: is needed')
    expect(() => parseConfig({ DEMO: 'false' })).toThrow('SHOP_NAME: is needed because DEMO is off')
  })

  it('takes an empty value as absent', () => {
    expect(parseConfig({ MONGODB_URI: '' }).MONGODB_URI).toBeUndefined()
  })
})

describe('readConfig', () => {
  it('reads .env and lets the environment of the process win', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-config-'))
    writeFileSync(join(folder, '.env'), 'PORT=4000\nHOST=localhost\n')
    expect(readConfig(folder, { PORT: '5000' })).toMatchObject({ PORT: 5000, HOST: 'localhost' })
  })

  it('is described whole by .env.example', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    const listed = [...example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1])
    expect(listed.sort()).toEqual([...configNames].sort())
  })
})
