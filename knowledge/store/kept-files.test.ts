import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { keptFiles, type NewKeptFile } from './kept-files.js'

const store = withStore()
const day = 86_400_000
let clock: ReturnType<typeof fixedClock>
/** As two processes have them. */
let here: ReturnType<typeof keptFiles>
let there: ReturnType<typeof keptFiles>

beforeEach(async () => {
  await emptyStore(store())
  await Promise.all(['files', 'chunks'].map((part) => bytesOf(part).deleteMany({})))
  clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
  here = keptFiles(store(), clock)
  there = keptFiles(store(), clock)
})

const bytesOf = (part: string) => store().connection.collection(`kept_file_bytes.${part}`)
const left = async () => Promise.all([bytesOf('files').countDocuments(), bytesOf('chunks').countDocuments()])
const one = (more: Partial<NewKeptFile> = {}): NewKeptFile => ({
  ...{ id: 'upl_1', room: 'import', name: 'people.csv', by: 'Ada', keptMs: day, largestBytes: 5_000_000 },
  ...more,
})
async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const [at, size] of sizes.entries()) yield Buffer.alloc(size, at + 1)
}
async function read(id: string, from?: number): Promise<Buffer> {
  const found: Uint8Array[] = []
  for await (const piece of there.read(id, from)) found.push(piece)
  return Buffer.concat(found)
}

describe('a kept file', () => {
  it('is read by another process, as often as it is asked for and from any place', async () => {
    const sizes = [700_000, 900_000, 3]
    const kept = await here.write(one(), pieces(...sizes))
    expect(kept).toMatchObject({ bytes: 1_600_003, name: 'people.csv', by: 'Ada' })
    expect(await there.find('upl_1')).toEqual(kept)
    const whole = Buffer.concat(sizes.map((size, at) => Buffer.alloc(size, at + 1)))
    expect((await read('upl_1')).equals(whole)).toBe(true)
    expect((await read('upl_1', 1_599_999)).equals(whole.subarray(1_599_999))).toBe(true)
    expect(await read('upl_1', 2_000_000)).toHaveLength(0)
  })

  it('is not there before it is whole', async () => {
    let seen: unknown = 'nothing'
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10)
      seen = await there.find('upl_1')
      yield Buffer.alloc(10)
    }
    await here.write(one(), watched())
    expect(seen).toBeUndefined()
    expect(await there.find('upl_1')).toMatchObject({ bytes: 20 })
  })

  it('leaves nothing when it is too large or its sender goes away', async () => {
    const tooLarge = here.write(one({ largestBytes: 3_000_000 }), pieces(2_000_000, 2_000_000))
    await expect(tooLarge).rejects.toMatchObject({ code: 'input-invalid', details: { largestBytes: 3_000_000 } })
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(2_000_000)
      throw new Error('gone away')
    }
    await expect(here.write(one(), broken())).rejects.toThrow('gone away')
    expect(await left()).toEqual([0, 0])
    expect(await store().models.keptFiles.countDocuments()).toBe(0)
  })

  it('may be empty', async () => {
    expect(await here.write(one(), pieces())).toMatchObject({ bytes: 0 })
    expect(await read('upl_1')).toHaveLength(0)
  })

  it('replaces what stood under its id', async () => {
    await here.write(one(), pieces(5))
    await here.write(one(), pieces(7))
    expect(await read('upl_1')).toHaveLength(7)
    expect(await left()).toEqual([1, 1])
  })

  it('goes when its time is up, and what a process that died had written of one goes too', async () => {
    await here.write(one(), pieces(5))
    await here.write(one({ id: 'upl_2' }), pieces(5))
    // As a process leaves it that dies after a piece.
    await store().models.keptFiles.updateOne({ _id: 'upl_2' }, { $set: { state: 'writing' } })
    await here.write(one({ id: 'upl_3' }), pieces(5))
    await there.keepFor('upl_3', 3 * day)
    expect(await there.sweep()).toBe(0)
    clock.advance(day)
    expect(await there.find('upl_1')).toBeUndefined()
    await expect(read('upl_1')).rejects.toMatchObject({ code: 'not-found' })
    expect(await there.sweep()).toBe(2)
    expect(await read('upl_3')).toHaveLength(5)
    expect(await left()).toEqual([1, 1])
  })

  it('goes with its parts and takes no other along', async () => {
    for (const id of ['upl_1', 'upl_1.a', 'upl_1.b', 'upl_12', 'upl_10.a']) await here.write(one({ id }), pieces(1))
    await here.removeWithParts('upl_1')
    expect((await store().models.keptFiles.distinct('_id')).sort()).toEqual(['upl_10.a', 'upl_12'])
    expect(await here.remove('upl_1')).toBe(false)
    expect(await here.remove('upl_12')).toBe(true)
  })
})
