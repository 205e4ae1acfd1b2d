import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCodes } from './errors.js'

describe('docs/errors.md', () => {
  it('lists exactly the codes there are, with the same meaning', () => {
    const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm)].map((match) => [match[1], match[2]])
    expect(Object.fromEntries(rows)).toEqual(errorCodes)
  })
})
