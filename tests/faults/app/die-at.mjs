// Loaded before the server (`node --import`): ends it, as `kill -9` does, right before or right after one of its writes to the record.
// KEFU_DIE_AT=<collection>.<method>:<before|after>:<which of these writes>; `*` is any method. Writes count from the start, or from
// SIGUSR2 on when KEFU_DIE_ARMED_BY=signal. A write that met nothing (a lost race) does not count.
import { writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import mongoose from 'mongoose'

const methods = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'bulkWrite',
  'findOneAndUpdate',
]

const at = /^(?<collection>\w+)\.(?<method>\w+|\*):(?<when>before|after):(?<left>\d+)$/.exec(
  process.env.KEFU_DIE_AT ?? '',
)
if (isMainThread && at?.groups) arm(at.groups)

function arm({ collection, method, when, left: count }) {
  let left = Number(count)
  let armed = process.env.KEFU_DIE_ARMED_BY !== 'signal'
  process.on('SIGUSR2', () => {
    armed = true
  })

  const passed = (name) => {
    if (!armed || --left > 0) return
    writeSync(2, `died ${when} ${collection}.${name}\n`)
    process.kill(process.pid, 'SIGKILL')
  }

  const prototype = mongoose.mongo.Collection.prototype
  for (const name of methods) {
    if (method !== '*' && method !== name) continue
    const work = prototype[name]
    prototype[name] = async function (...args) {
      if (this.collectionName !== collection) return work.apply(this, args)
      if (when === 'before') passed(name)
      const result = await work.apply(this, args)
      if (when === 'after' && result?.matchedCount !== 0) passed(name)
      return result
    }
  }
}
