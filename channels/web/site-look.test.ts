import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readSiteLook } from './site-look.js'

const folder = mkdtempSync(join(tmpdir(), 'kefu-look-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(yaml: string): string {
  const file = join(folder, 'look.yaml')
  writeFileSync(file, yaml)
  return file
}

describe('how the widget looks on a site', () => {
  it('is read from a file, words once or in each language', () => {
    const look = readSiteLook(
      written(`
title: Northlight
greeting: { en: Hello!, zh: 您好！ }
accent: '#20694f'
position: left
preChat: { name: optional, email: required }
proactive: { text: Need a hand?, afterMs: 20000 }
starters:
  - label: { en: Returns, zh: 退货 }
    value: { en: I want to return an item, zh: 我要退货 }
`),
    )
    expect(look).toMatchObject({
      title: { en: 'Northlight', zh: 'Northlight' },
      greeting: { en: 'Hello!', zh: '您好！' },
      preChat: { name: 'optional', email: 'required' },
      proactive: { text: { en: 'Need a hand?' }, afterMs: 20_000 },
    })
  })

  it('may be left as it is', () => {
    expect(readSiteLook(written('# nothing yet\n'))).toEqual({})
  })

  it.each([
    ['a colour that is none', 'accent: red', 'accent: must be a colour like #20694f'],
    ['a misspelt name', 'gretting: Hello', 'Unrecognized key: "gretting"'],
    ['a language that is missing', 'title: { en: Shop }', 'title'],
    ['a question that is neither asked nor not', 'preChat: { email: yes please }', 'preChat.email'],
    ['no YAML', 'title: [', 'SITE_LOOK'],
  ])('with %s stops the start and is named', (_what, yaml, named) => {
    expect(() => readSiteLook(written(yaml))).toThrow(named)
  })

  it('in a file that is not there stops the start and is named', () => {
    expect(() => readSiteLook(join(folder, 'none.yaml'))).toThrow(/SITE_LOOK: .*none\.yaml/)
  })
})
