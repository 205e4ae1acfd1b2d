// Everything that the bench measures does its work, on a few customers.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { measureGroups } from './groups.js'
import type { Prepared } from './measure.js'
import { measurePredictions } from './predictions.js'
import { measureRecommendations } from './recommendations.js'
import { measureSegments } from './segments.js'
import { methodsOf, subjects, type Subject } from './subjects.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-bench-record-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const size = 300
const prepare = (subject: Subject, method: string): Prepared | Promise<Prepared> => {
  switch (subject) {
    case 'segments':
      return measureSegments(method, size, join(folder, method))
    case 'groups':
      return measureGroups(method, size)
    case 'predictions':
      return measurePredictions(method, size)
    case 'recommendations':
      return measureRecommendations(method, size)
  }
}

it.each(subjects.flatMap((subject) => methodsOf[subject].map(({ name }) => [subject, name] as const)))(
  '%s: %s',
  async (subject, method) => {
    const { units, work, close } = await prepare(subject, method)
    const found = (await work()) ?? {}
    await close?.()
    expect(units).toBeGreaterThanOrEqual(size)
    for (const value of Object.values(found)) expect(value).toBeGreaterThanOrEqual(0)
  },
  120_000,
)
