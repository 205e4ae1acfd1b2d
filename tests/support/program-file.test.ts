import { describe, expect, it } from 'vitest'
import { programFile } from './program-file.js'

describe('programFile', () => {
  it('finds an installed program in PATH and answers nothing for another', () => {
    expect(programFile('node')).toMatch(/\/node$/)
    expect(programFile('kefu-no-such-program')).toBeUndefined()
  })
})
