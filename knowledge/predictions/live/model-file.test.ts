import { describe, expect, it } from 'vitest'
import { modelKinds } from '../models/index.js'
import { packModel, unpackModel } from './model-file.js'

const labels = Uint8Array.from({ length: 40 }, (_, row) => (row % 4 < 2 ? 0 : 1))
const matrix = { rows: 40, columns: 1, values: Float64Array.from(labels, (label, row) => label * 2 + (row % 3)) }

describe.each(modelKinds().map(({ name }) => name))('a stored model (%s)', (kind) => {
  const bytes = packModel({ kind, features: ['orders'], matrix, labels })
  const ask = (model: ReturnType<typeof unpackModel>, ...values: number[]) => [
    ...model.trained.predict({ rows: 1, columns: values.length, values: Float64Array.from(values) }),
  ]

  it('from before a feature was added answers as it did, whatever the feature says', () => {
    const before = ask(unpackModel(bytes, ['orders'], [0]), 2)
    const wider = unpackModel(bytes, ['orders', 'rating'], [0, 3.5])
    expect(wider.matrix).toMatchObject({ rows: 40, columns: 2 })
    for (const rating of [1, 3.5, 5]) expect(ask(wider, 2, rating)[0]).toBeCloseTo(before[0] ?? NaN, 6)
  })

  it('of features that are no more is refused', () => {
    expect(() => unpackModel(bytes, ['visits', 'orders'], [0, 0])).toThrow(
      expect.objectContaining({ code: 'model-damaged' }),
    )
  })
})
