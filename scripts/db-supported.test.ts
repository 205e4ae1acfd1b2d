// The embedded database's README says what the code says.
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { withSupported } from './db-supported.js'

it('lists in the README exactly what the embedded database supports', async () => {
  const page = await readFile(new URL('../knowledge/store/embedded/README.md', import.meta.url), 'utf8')
  expect(page, 'run `npm run db:supported`').toBe(withSupported(page))
})
