// The gate in a model file.
import { expect, it } from 'vitest'
import { semanticHeaderSchema } from './semantic-sections.js'

it('encodes every message for a version whose gate had another measure', () => {
  const settings = {
    weights: { dense: 1, ngrams: 0.5 },
    scope: { dense: 0.5, ngrams: 0.5, nearest: 4.5, known: 0.5 },
    threshold: 0.2,
    gate: 0.4,
  }
  const en = { encoder: { name: 'any', checksum: 'c', dimensions: 2 }, classes: 2, texts: [], settings }
  expect(semanticHeaderSchema.parse({ en }).en?.settings.sureFrom).toBeNull()
})
