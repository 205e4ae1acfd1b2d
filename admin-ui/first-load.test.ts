// What a browser fetches before the app shows anything stays small, and charts are not in it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { firstLoad } from './testing/first-load.js'
import { buildAdmin } from './app/build.mjs'

const outDir = mkdtempSync(join(tmpdir(), 'kefu-admin-'))
beforeAll(() => buildAdmin({ outDir }))
afterAll(() => rmSync(outDir, { recursive: true, force: true }))

it('takes less than 300 kB gzipped for the first load', async () => {
  const files = await firstLoad(outDir)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  // With the texts of one language, about 7 kB, which are fetched beside them.
  expect(total).toBeLessThan(290_000)
  expect(total).toBeGreaterThan(50_000)
  expect(files.filter(({ file }) => file.includes('chart'))).toEqual([])
})
