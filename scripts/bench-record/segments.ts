// Rules over customers: in memory, and over the built-in database.
import { compileRule, type SegmentSubject } from '../../knowledge/segments/compile-rule.js'
import { segments } from '../../knowledge/segments/segments.js'
import { openStore } from '../../knowledge/store/open-store.js'
import type { SegmentRule } from '../../knowledge/store/models/segment-model.js'
import { fixedClock } from '../../platform/clock.js'
import { customers, now } from './made-up.js'
import type { Prepared } from './measure.js'

const rule: SegmentRule = {
  kind: 'all',
  of: [
    { kind: 'counter', name: 'ordersPlaced', op: 'at-least', value: 2 },
    { kind: 'trait', name: 'interests', op: 'one-of', value: ['tents', 'boots'] },
    {
      kind: 'any',
      of: [
        { kind: 'field', name: 'locale', op: 'is', value: 'zh' },
        { kind: 'counter', name: 'ordersPlaced', op: 'above', value: 8 },
      ],
    },
  ],
}

/** A rule is too quick for one pass over a few customers. */
const passes = 10

function inMemory(method: string, size: number): Prepared {
  const all = [...customers(size)].map((customer): SegmentSubject => ({
    customer,
    eventsSince: () => 0,
    foretold: () => undefined,
  }))
  const compiled = compileRule(rule)
  const holds = method === 'compiled' ? compiled : (one: SegmentSubject) => compileRule(rule)(one, now)
  const pass = (): number => all.reduce((found, one) => found + (holds(one, now) ? 1 : 0), 0)
  return {
    units: size * passes,
    work: () => {
      let found = 0
      for (let done = 0; done < passes; done += 1) found += pass()
      if (found === 0) throw new Error('The rule holds nobody.')
      return undefined
    },
  }
}

export async function measureSegments(method: string, size: number, folder: string): Promise<Prepared> {
  if (method === 'compiled' || method === 'anew') return inMemory(method, size)
  const { store, close } = await openStore({ dataDir: folder, appName: 'kefu-bench' })
  let chunk: object[] = []
  const write = async () => {
    await store.models.customers.collection.insertMany(chunk)
    chunk = []
  }
  for (const { id, ...customer } of customers(size)) {
    chunk.push({ _id: id, ...customer })
    if (chunk.length === 2_000) await write()
  }
  if (chunk.length > 0) await write()
  const read = async (): Promise<undefined> => {
    let found = 0
    const cursor = store.models.customers.find().lean().cursor({ batchSize: 500 })
    for await (const _ of cursor) found += 1
    if (found !== size) throw new Error('Not everybody was read.')
  }
  const put = async (): Promise<undefined> => {
    const port = segments(store, fixedClock(new Date(now)))
    await port.put({ id: 'keen', name: { en: 'Keen', zh: '活跃' }, rule })
  }
  return { units: size, close, work: method === 'find' ? read : put }
}
