// FILE_SCANNER as an installation sets it: a program that reads the file and answers by its exit code.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openScanner } from '../../composition/scan.js'
import { parseConfig } from '../../platform/config.js'

const folder = mkdtempSync(join(tmpdir(), 'kefu-scan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = { id: 'fil_1', name: 'photo.png', mime: 'image/png', size: 3 }
const bytes = (words: string) => new TextEncoder().encode(words)

/** @param atStart what it does with the harmless file of the start */
async function scanner(code: string, atStart = 'process.exit(0)') {
  const program = join(folder, 'scan.mjs')
  const reading = `
import { readFileSync, readSync } from 'node:fs'
const head = Buffer.alloc(4)
readSync(0, head)
if (String(head) === 'kefu') { ${atStart} }
${code}`
  writeFileSync(program, reading)
  const scan = await openScanner(parseConfig({ FILE_SCANNER: `${process.execPath} ${program}` }))
  if (!scan) throw new Error('no scanner')
  return scan
}

const finding = `
if (readFileSync(0, 'utf8').includes('X5O!P%')) {
  console.log('stream: Eicar-Signature FOUND')
  process.exit(1)
}`

describe('FILE_SCANNER', () => {
  it('lets through what the program finds nothing in, and refuses the rest with its reason', async () => {
    const scan = await scanner(finding)
    expect(await scan(file, bytes('a harmless file'))).toEqual({ kind: 'clean' })
    expect(await scan(file, bytes(`${' '.repeat(1_000_000)}X5O!P%@AP`))).toEqual({
      kind: 'refused',
      reason: 'stream: Eicar-Signature FOUND',
    })
  })

  it('stands also when the program does not read to the end', async () => {
    const scan = await scanner('process.exit(0)')
    expect(await scan(file, new Uint8Array(10_000_000))).toEqual({ kind: 'clean' })
  })

  it.each([
    ['ends with a fault of its own', 'process.exit(2)'],
    ['dies', 'process.kill(process.pid, "SIGKILL")'],
  ])('lets nothing through when the program %s', async (_what, code) => {
    const scan = await scanner(code)
    await expect(scan(file, bytes('a file'))).rejects.toMatchObject({ code: 'internal', retryable: true })
  })

  it.each([
    ['cannot be run', { FILE_SCANNER: join(folder, 'absent') }],
    ['fails', { FILE_SCANNER: `${process.execPath} ${join(folder, 'absent.mjs')} --and more` }],
  ])('that %s stops the start and is named', async (_what, settings) => {
    await expect(openScanner(parseConfig(settings))).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('FILE_SCANNER: ') as string,
    })
  })

  it('that ends with a fault at the start stops it', async () => {
    await expect(scanner('', 'process.exit(2)')).rejects.toMatchObject({ code: 'config-invalid' })
  })

  it('may be absent', async () => {
    expect(await openScanner(parseConfig({}))).toBeUndefined()
  })
})
