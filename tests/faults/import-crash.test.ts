import { expect, it } from 'vitest'
import { importRounds } from './import-rounds.js'

it('an import and its undoing, killed at any moment and begun again, end as if nobody had disturbed them', async () => {
  const { broken, figures } = await importRounds({ rounds: 1, seed: 3, rows: 4_500 })
  expect(broken).toEqual([])
  expect(figures.kills).toBeGreaterThan(0)
})
