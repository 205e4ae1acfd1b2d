// Reads of single keys share a view of the file: none sees less than what was acknowledged, and none stops the file from growing.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { encode } from '../bson/encode.js'
import { doc } from '../bson/value.js'
import { Store } from './store.js'

it('reads what was written as soon as it is acknowledged, while the file grows far past its first size', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kefu-moment-'))
  const store = new Store({ file: join(directory, 'data.mdb') })
  const c = await store.write(() => store.create('test.things'))
  for (let i = 0; i < 40; i++) {
    expect(store.recordById(c, `id ${i}`)).toBeUndefined()
    const d = doc({ _id: `id ${i}`, text: String(i % 10).repeat(1_000_000) })
    const record = await store.write(() => store.insert(c, encode(d), d))
    expect(store.recordById(c, `id ${i}`)).toBe(record)
    expect(store.lentDocument(c, record)).toHaveLength(encode(d).length)
    await store.write(() => store.remove(c, record, d))
    expect(store.recordById(c, `id ${i}`)).toBeUndefined()
    await store.write(() => store.insert(c, encode(d), d))
  }
  await store.close()
  await rm(directory, { recursive: true, force: true })
})
