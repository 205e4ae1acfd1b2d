import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentOf } from './currencies.js'
import { readMoney, type MoneyOptions } from './money.js'

describe('an amount', () => {
  it.each<[string, number, string, MoneyOptions?]>([
    ['€ 1.234,50', 123450, 'EUR'],
    ['1,234.50 EUR', 123450, 'EUR'],
    ['EUR 5', 500, 'EUR'],
    ['-€5.10', -510, 'EUR'],
    ['(12.00) USD', -1200, 'USD'],
    ['US$ 0.07', 7, 'USD'],
    ['$5', 500, 'USD', { currency: 'USD' }],
    ['$5', 500, 'CAD', { currency: 'cad' }],
    ['5', 500, 'GBP', { currency: 'GBP' }],
    ['¥1200', 1200, 'JPY', { currency: 'JPY' }],
    ['¥1200', 120000, 'CNY', { currency: '元' }],
    ['3.5万元', 3500000, 'CNY'],
    ['1.2亿 円', 120000000, 'JPY'],
    ['1.234', 1234, 'KWD', { currency: 'KWD' }],
    ['12.500', 1250, 'EUR', { currency: 'EUR' }],
    ["1'000.05 CHF", 100005, 'CHF'],
    ['12,50', 1250, 'EUR', { currency: 'EUR' }],
    ['1.50', 150, 'USD', { currency: 'USD' }],
    ['0.00', 0, 'EUR', { currency: 'EUR' }],
  ])('%s is %i minor units of %s', (text, minor, currency, options = {}) => {
    expect(readMoney(text, options)).toEqual({ kind: 'money', minor, currency })
  })

  it.each<[string, RegExp, MoneyOptions?]>([
    ['5', /has no currency/],
    ['$5', /may be USD, CAD, AUD/],
    ['¥5', /may be CNY, JPY/],
    ['€5', /given as USD/, { currency: 'USD' }],
    ['5 XYZ', /does not exist: XYZ/],
    ['5', /does not exist: euros/, { currency: 'euros' }],
    ['5.5', /more decimals than JPY, which has 0/, { currency: 'JPY' }],
    ['5.001', /more decimals than EUR/, { currency: 'EUR' }],
    ['99999999999999999', /too large/, { currency: 'EUR' }],
    ['five', /not an amount/, { currency: 'EUR' }],
    ['1.2.3', /not an amount/, { currency: 'EUR' }],
  ])('%s is told as invalid', (text, reason, options = {}) => {
    expect(readMoney(text, options)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(reason) as string })
  })

  it('that was printed with its decimals is read without losing any', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF', 'CNY'),
        (minor, currency) => {
          const exponent = exponentOf(currency)
          const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
          const cut = digits.length - exponent
          const text = `${minor < 0 ? '-' : ''}${digits.slice(0, cut)}${exponent > 0 ? '.' : ''}${digits.slice(cut)} ${currency}`
          expect(readMoney(text, {})).toEqual({ kind: 'money', minor: minor === 0 ? 0 : minor, currency })
        },
      ),
    )
  })
})
