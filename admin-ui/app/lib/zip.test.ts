// Archives that this app writes, and that other tools write.
import { describe, expect, it } from 'vitest'
import { readZip, writeZip, ZipUnreadable } from './zip.js'

const files = [
  { path: 'intents/order.json', text: '{"name": "order"}\n' },
  { path: '意图.json', text: '到哪了？'.repeat(500) },
  { path: 'empty.json', text: '' },
]
const all = () => true

/** Written by Python's zipfile: deflated, a folder in it, a Chinese name. */
const foreign = [
  'UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAEAAAAZGlyL1BLAwQUAAAICAAAACEA76UjGhoAAADAAAAADwAAAGRpci/mhI/lm74u',
  'anNvbqtWykvMTVWyUlB62rHh6eRVT3a1DSGGUi0AUEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAIABAAAA',
  'AGRpci9QSwECFAMUAAAICAAAACEA76UjGhoAAADAAAAADwAAAAAAAAAAAAAAgAEiAAAAZGlyL+aEj+Wbvi5qc29uUEsFBgAAAAAC',
  'AAIAbwAAAGkAAAAAAA==',
].join('')

describe('zip archives', () => {
  it('are read as they were written', async () => {
    expect(await readZip(writeZip(files), all)).toEqual(files)
    expect(await readZip(writeZip([]), all)).toEqual([])
  })
  it('are read as other tools write them, and not where they hold more than they say', async () => {
    const bytes = Uint8Array.from(atob(foreign), (one) => one.charCodeAt(0))
    const text = `{"name": "${'到哪了'.repeat(20)}"}`
    expect(await readZip(bytes, all)).toEqual([{ path: 'dir/意图.json', text }])
    const trap = Uint8Array.from(bytes)
    const entry = atob(foreign).lastIndexOf('PK\u0001\u0002')
    new DataView(trap.buffer).setUint32(entry + 24, 10, true)
    await expect(readZip(trap, all)).rejects.toBeInstanceOf(ZipUnreadable)
  })

  it('give only what is wanted', async () => {
    const read = await readZip(writeZip(files), (path) => path.startsWith('intents/'))
    expect(read.map(({ path }) => path)).toEqual(['intents/order.json'])
  })

  it('are refused when they are none', async () => {
    await expect(readZip(new Uint8Array(100), all)).rejects.toBeInstanceOf(ZipUnreadable)
    await expect(readZip(new TextEncoder().encode('PK'), all)).rejects.toBeInstanceOf(ZipUnreadable)
  })
})
