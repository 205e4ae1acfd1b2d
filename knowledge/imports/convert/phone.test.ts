import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../learning/random.js'
import { readPhoneNumber } from './phone.js'

const byLibrary = (text: string): string | undefined => {
  const parsed = parsePhoneNumberFromString(text)
  return parsed?.isValid() === true ? parsed.number : undefined
}
const read = (text: string): string | undefined => {
  const one = readPhoneNumber(text, undefined)
  return one.kind === 'number' ? one.e164 : undefined
}

describe('an international number', () => {
  it.each(getCountries())('of %s is judged as the library judges it', (country) => {
    const random = seededRandom(country.charCodeAt(0) * 256 + country.charCodeAt(1))
    const draw = (most: number) => Math.floor(random() * most)
    const code = getCountryCallingCode(country)
    const texts = Array.from({ length: 60 }, (_, at) => {
      // Half are near the country's example, so that many of them are valid.
      const digits = [...(examples[country] ?? '2015550123')]
      if (at > 0) for (let change = draw(3); change >= 0; change -= 1) digits[draw(digits.length)] = String(draw(10))
      const national = at % 3 === 2 ? String(draw(1e9)) + String(draw(1000)) : digits.join('')
      const prefix = at % 5 === 4 ? '0' : ''
      return `+${code}${['', ' ', '-'][at % 3] ?? ''}${prefix}${national}`
    })
    expect(texts.map((text) => [text, read(text)])).toEqual(texts.map((text) => [text, byLibrary(text)]))
  })

  it('is read with 00 for the plus, and not read when it is none', () => {
    expect(read('0044 20 7946 0958')).toBe('+442079460958')
    expect(read('+44 (0)20 7946 0958')).toBe('+442079460958')
    expect(read('+999 123456')).toBeUndefined()
    expect(read('+44')).toBeUndefined()
  })
})

it('a number without country code asks for a country', () => {
  expect(readPhoneNumber('020 7946 0958', 'GB')).toEqual({ kind: 'number', e164: '+442079460958' })
  expect(readPhoneNumber('020 7946 0958', undefined)).toMatchObject({ kind: 'invalid' })
})
