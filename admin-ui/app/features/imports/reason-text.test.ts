import { describe, expect, it } from 'vitest'
import { problemText, reasonText } from './reason-text.js'

const t = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
  [key, ...Object.values(values)].join(' ')

describe('reasons of the server', () => {
  it('are said in the reader’s language where they are known, with their numbers', () => {
    expect(reasonText(t, 'stands in row 7 already')).toBe('why.duplicate 7')
    expect(reasonText(t, 'is far from the usual 1.5 to 9')).toBe('why.outlier 1.5 9')
    expect(reasonText(t, 'is odd')).toBe('is odd')
  })

  it('are found behind the field that they are about, whatever its name', () => {
    expect(problemText(t, 'trait is not far is not a date')).toBe('is not far why.date')
    expect(problemText(t, 'duplicate')).toBe('imports.kind.duplicate')
    expect(problemText(t, 'other reasons')).toBe('other reasons')
  })
})
