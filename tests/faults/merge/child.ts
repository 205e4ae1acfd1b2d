// A process that merges and takes apart until it dies: `node child.js DIRECTORY SEED COUNT FROM WRITE`. Before its WRITE-th write of the
// first piece of work it kills itself where it stands; 0: never. Says first what
// it found (`found {…}`), then `done N` after each piece.
import { groups } from '../../../knowledge/identity/groups.js'
import { merges } from '../../../knowledge/identity/merging/merges.js'
import { openStore } from '../../../knowledge/store/open-store.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { systemClock } from '../../../platform/clock.js'
import { people, planWork, recordId } from './work.js'

const [directory = '', ...numbers] = process.argv.slice(2)
const [seed = 0, count = 0, from = 0, fatalWrite = 0] = numbers.map(Number)

const opened = await openStore({ mongodbUri: undefined, dataDir: directory, appName: 'kefu-faults' })
const { models } = opened.store
const id = (place: number) => recordId(place) as CustomerId
const at = new Date('2026-03-01T10:00:00Z')
if (from === 0 && (await models.customers.countDocuments()) === 0)
  await models.customers.insertMany(
    Array.from({ length: people }, (_, place) => ({
      ...{ _id: recordId(place), name: `Name ${String(place)}`, traits: [], counters: {} },
      ...{ createdAt: at, updatedAt: at },
    })) as never,
  )

const found = await models.customers.find().sort({ _id: 1 }).lean()
const stands = {
  pointers: found.map(({ mergedInto }) => mergedInto ?? '-').join(' '),
  names: found.map(({ name }) => name).join(' '),
  halfDone: await models.merges.countDocuments({ state: { $in: ['begun', 'undoing'] } }),
}
process.stdout.write(`found ${JSON.stringify(stands)}\n`)

let writes = 0
if (fatalWrite > 0)
  for (const model of [models.customers, models.merges, models.leases])
    for (const name of ['updateOne', 'insertMany', 'deleteOne'] as const) {
      const collection = model.collection as unknown as Record<string, (...given: unknown[]) => unknown>
      const write = collection[name]?.bind(collection)
      collection[name] = (...given) => {
        writes += 1
        if (writes === fatalWrite) process.kill(process.pid, 'SIGKILL')
        return write?.(...given)
      }
    }

const port = merges(opened.store, systemClock, groups(opened.store))
for (const [place, { work }] of planWork(count, seed).entries()) {
  if (place < from) continue
  // What a dead process left is finished first, as at every start.
  await port.finishInterrupted()
  if (work.kind === 'merge') await port.merge({ keep: id(work.keep), gone: id(work.gone) }, { kind: 'person' }, 'eva')
  else {
    const made = await port.of([id(work.gone)], 1000)
    const standing = made.find(({ gone, state }) => gone === id(work.gone) && state !== 'undone')
    if (standing) await port.unmerge(standing.id, 'eva')
  }
  process.stdout.write(`done ${String(place)}\n`)
}
await opened.close()
