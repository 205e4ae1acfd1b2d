import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeBetween } from './write-between.js'

const folder = mkdtempSync(join(tmpdir(), 'kefu-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const page = join(folder, 'page.md')
const marks = ['<!-- a -->', '<!-- /a -->'] as const

describe('what is written between two marks of a page', () => {
  it('takes the place of what stood there, again and again', async () => {
    writeFileSync(page, '# Page\n\n<!-- a -->\nold\n<!-- /a -->\nrest\n')
    await writeBetween(page, marks, 'new')
    await writeBetween(page, marks, 'newer')
    expect(readFileSync(page, 'utf8')).toBe('# Page\n\n<!-- a -->\n\nnewer\n\n<!-- /a -->\nrest\n')
  })

  it('is refused where a mark is missing, and the page stays', async () => {
    writeFileSync(page, '<!-- /a --> <!-- a -->')
    await expect(writeBetween(page, marks, 'new')).rejects.toThrow('has no place between')
    expect(readFileSync(page, 'utf8')).toBe('<!-- /a --> <!-- a -->')
  })
})
