// What a page pays for the widget: one script, small.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWidget } from './build.mjs'

const mostBytes = 30_000
let outDir: string

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'kefu-widget-'))
  await buildWidget({ outDir })
})
afterAll(() => rm(outDir, { recursive: true }))

describe('the built widget', () => {
  it('is one script of less than 30 kB compressed', async () => {
    expect(await readdir(outDir)).toEqual(['widget.js'])
    expect(gzipSync(await readFile(join(outDir, 'widget.js'))).byteLength).toBeLessThan(mostBytes)
  })

  it('asks nothing of the page that a strict content security policy forbids', async () => {
    const script = await readFile(join(outDir, 'widget.js'), 'utf8')
    expect(script).not.toMatch(/\beval\(|new Function\(|\bimport\(|https?:\/\/(?!www\.w3\.org\/)[\w.]/)
  })

  it('leaves nothing of the build’s machine in it', async () => {
    const script = await readFile(join(outDir, 'widget.js'), 'utf8')
    expect(script).not.toContain(process.cwd())
    expect(script).not.toContain('process.env')
  })
})
