// One measurement in a process of its own, so that its time and memory are its own: `node measure.js SUBJECT METHOD SIZE`; tells its parent.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timed } from '../lib/command.js'
import { measureGroups } from './groups.js'
import { measurePredictions } from './predictions.js'
import { measureRecommendations } from './recommendations.js'
import { measureSegments } from './segments.js'
import type { Measured, Subject } from './subjects.js'

/** What a subject found of one method; `work` is what is timed. */
export interface Prepared {
  units: number
  work(): Promise<object | undefined> | object | undefined
  close?(): Promise<void>
}

async function prepare(subject: Subject, method: string, size: number, folder: string): Promise<Prepared> {
  switch (subject) {
    case 'segments':
      return measureSegments(method, size, folder)
    case 'groups':
      return measureGroups(method, size)
    case 'predictions':
      return measurePredictions(method, size)
    case 'recommendations':
      return measureRecommendations(method, size)
  }
}

const [, , subject = '', method = '', size = ''] = process.argv
const folder = await mkdtemp(join(tmpdir(), 'kefu-bench-record-'))
try {
  const { units, work, close } = await prepare(subject as Subject, method, Number(size), folder)
  const { result, seconds, cpuSeconds, peakMemoryMb } = await timed(work)
  await close?.()
  const measured: Measured = { units, seconds, cpuSeconds, peakMb: peakMemoryMb, ...result }
  if (process.send) process.send(measured)
  else process.stdout.write(`${JSON.stringify(measured)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
