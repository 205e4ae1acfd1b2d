// The closed-form classifier.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.js'
import { trainLda } from './dense-lda.js'
import { scoreDense } from './dense-softmax.js'

describe('discriminant analysis', () => {
  it('sees past directions that vary a lot within every class', () => {
    const random = seededRandom(3)
    const dimensions = 6
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3)
    const vectors = new Float32Array(60 * dimensions)
    labels.forEach((label, row) => {
      vectors[row * dimensions] = 4 * (random() - 0.5)
      vectors[row * dimensions + 1 + label] = 0.3 + 0.1 * random()
    })
    const model = trainLda({ vectors, dimensions, labels, classes: 3 })
    const scores = new Float64Array(3)
    for (const label of [0, 1, 2]) {
      const vector = new Float32Array(dimensions)
      vector[0] = 2
      vector[1 + label] = 0.3
      expect(scoreDense(model, vector, scores).indexOf(Math.max(...scores))).toBe(label)
    }
  })

  it('stays finite where rows are alike or a class has none', () => {
    const vectors = Float32Array.from([1, 0, 1, 0, 0, 1])
    const model = trainLda({ vectors, dimensions: 2, labels: Int32Array.from([0, 0, 1]), classes: 3 })
    expect([...model.weights, ...model.bias].every(Number.isFinite)).toBe(true)
  })
})
