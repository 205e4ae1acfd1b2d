import { describe, expect, it } from 'vitest'
import { AppError } from './errors.js'
import { createLog } from './log.js'

function capture() {
  const lines: string[] = []
  return { lines, log: createLog('info', { write: (line) => void lines.push(line) }) }
}

describe('createLog', () => {
  it.each([
    { text: 'my order is late' },
    { customer: { email: 'emma@example.com' } },
    { a: { b: { phone: '+1 555 0100' } } },
    { req: { headers: { authorization: 'Bearer abc' } } },
    { token: 'eyJ' },
  ])('removes personal data and secrets from %j', (fields) => {
    const { lines, log } = capture()
    log.info(fields, 'something happened')
    expect(lines.join('')).toContain('[removed]')
    expect(lines.join('')).not.toMatch(/late|emma|0100|abc|eyJ/)
  })

  it('keeps the code of an error but not the message of a foreign one, which may quote what a customer wrote', () => {
    const { lines, log } = capture()
    log.error({ err: new SyntaxError('Unexpected token in "my card is 4111"') }, 'failed')
    log.error({ err: new AppError('not-found', 'No such order.', { details: { field: 'number' } }) }, 'failed')
    expect(lines[0]).not.toContain('4111')
    expect(lines[0]).toContain('SyntaxError')
    expect(lines[1]).toContain('not-found')
  })
})
