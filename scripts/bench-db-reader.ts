// One process of readers: `fork(bench-db-reader.js, [URI, SIZE, READERS])`. It says that it is ready, reads as often as it is told, and says what that cost.
import mongoose from 'mongoose'
import { row } from './bench-db-subjects.js'

export interface Cost {
  readonly ms: number
  /** Processor time of this process, all its threads. */
  readonly cpuUs: number
}

const [uri = '', size = '1', readers = '1'] = process.argv.slice(2)
const client = await mongoose.mongo.MongoClient.connect(uri, { maxPoolSize: 64 })
const rows = client.db('bench').collection<{ _id: string }>('rows')

async function read(count: number): Promise<void> {
  let left = count
  await Promise.all(
    Array.from({ length: Number(readers) }, async () => {
      while (left-- > 0) {
        const { _id } = row(Math.floor(Math.random() * Number(size)))
        if (!(await rows.findOne({ _id }))) throw new Error(`${_id} was not found`)
      }
    }),
  )
}

await read(4000)
process.on('message', (count: number) => {
  const [cpu, started] = [process.cpuUsage(), performance.now()]
  void read(count).then(async () => {
    const { user, system } = process.cpuUsage(cpu)
    process.send?.({ ms: performance.now() - started, cpuUs: user + system } satisfies Cost)
    await client.close()
    process.disconnect()
  })
})
process.send?.('ready')
