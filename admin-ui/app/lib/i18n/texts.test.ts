// The build refuses texts that are missing in one language; and none is missing now.
import { describe, expect, it } from 'vitest'
import { compareTexts, differences } from './compare-texts.mjs'

describe('the texts of the admin app', () => {
  it('are complete in both languages', async () => {
    expect(await compareTexts()).toEqual([])
  })

  it('are refused when one is missing, empty or names other values', () => {
    const en = { a: 'A', b: 'B of {name}', c: 'C', 'd.one': 'One', d: '{n} of them' }
    expect(differences(en, { ...en, 'd.one': '{n} 个' })).toEqual([])
    expect(differences(en, { a: '甲', b: '{name}的乙', c: ' ', 'd.one': '一个' })).toEqual([
      'c: empty',
      'd: missing in Chinese',
    ])
    expect(differences({ a: 'A' }, { a: '{n} 甲', e: '戊' })).toEqual([
      'a: English has {}, Chinese {n}',
      'e: missing in English',
    ])
  })
})
