// Telephone numbers as E.164, by libphonenumber-js. Its full reading tries every kind of number of every country and compiles a pattern for
// each try; numbers that are written internationally and plainly are judged here by the same patterns, compiled once, and everything that
// leaves a doubt goes to the library.
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import { Metadata } from 'libphonenumber-js/core'
import metadata from 'libphonenumber-js/min/metadata'

/** What the library's own functions ask of its metadata; its types show less. */
interface NumberingPlans {
  selectNumberingPlan(countryOrCallingCode: string): void
  hasCallingCode(callingCode: string): boolean
  getCountryCodesForCallingCode(callingCode: string): readonly string[] | undefined
  nationalNumberPattern(): string
  nationalPrefixForParsing(): string | 0 | undefined
  /** 0 where there are none. */
  leadingDigits(): string | 0 | undefined
  hasTypes(): boolean
  type(name: string): { pattern(): string; possibleLengths(): readonly number[] | undefined } | undefined
}

const kinds = [
  ...['FIXED_LINE', 'MOBILE', 'PREMIUM_RATE', 'TOLL_FREE', 'SHARED_COST'],
  ...['VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN', 'VOICEMAIL'],
]

interface Country {
  leadingDigits: RegExp | undefined
  /** Of some kind (fixed, mobile …) that the country has. */
  hasKind(national: string): boolean
  isValid(national: string): boolean
}

interface CallingCode {
  /** Digits that are dialled before a number inside the country; people write them abroad too. */
  prefix: RegExp | undefined
  countries: readonly Country[]
}

const entirely = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`)

function countryOf(plans: NumberingPlans, name: string): Country {
  plans.selectNumberingPlan(name)
  const general = entirely(plans.nationalNumberPattern())
  const ofKinds = kinds.flatMap((kind) => {
    const found = plans.type(kind)
    const pattern = found?.pattern() ?? ''
    const lengths = found?.possibleLengths()
    return pattern === '' ? [] : [{ pattern: entirely(pattern), lengths: lengths && new Set(lengths) }]
  })
  const leading = plans.leadingDigits()
  const hasKind = (national: string): boolean =>
    general.test(national) &&
    ofKinds.some(({ pattern, lengths }) => lengths?.has(national.length) !== false && pattern.test(national))
  return {
    leadingDigits: leading ? new RegExp(`^(?:${leading})`) : undefined,
    hasKind,
    isValid: plans.hasTypes() ? hasKind : (national) => general.test(national),
  }
}

const codes = new Map<string, CallingCode | undefined>()

/** Undefined for one that no country has. */
function callingCode(code: string): CallingCode | undefined {
  if (codes.has(code)) return codes.get(code)
  const plans = new Metadata(metadata) as unknown as NumberingPlans
  let made: CallingCode | undefined
  if (plans.hasCallingCode(code)) {
    plans.selectNumberingPlan(code)
    const prefix = plans.nationalPrefixForParsing()
    const countries = (plans.getCountryCodesForCallingCode(code) ?? []).map((name) => countryOf(plans, name))
    made = { prefix: prefix ? new RegExp(`^(?:${prefix})`) : undefined, countries }
  }
  codes.set(code, made)
  return made
}

const shortestNational = 2
const longestNational = 17

/** True only for a number that the library takes as it stands. */
function isSurelyValid(digits: string): boolean {
  // Calling codes are told apart from the left: none begins another.
  for (let length = 1; length <= 3; length += 1) {
    const code = callingCode(digits.slice(0, length))
    if (code === undefined) continue
    const national = digits.slice(length)
    if (national.length < shortestNational || national.length > longestNational) return false
    if (code.prefix?.test(national) === true) return false
    const [first, ...others] = code.countries
    const country =
      others.length === 0
        ? first
        : code.countries.find((one) => one.leadingDigits?.test(national) ?? one.hasKind(national))
    return country?.isValid(national) === true
  }
  return false
}

/** A plus, digits, and single blanks or hyphens between them. */
const plain = /^\+[1-9]\d*(?:[ -]\d+)*$/

export type ReadPhone = { kind: 'number'; e164: string } | { kind: 'invalid'; reason: string }

/** @param country for numbers without a country code, ISO 3166. */
export function readPhoneNumber(text: string, country: string | undefined): ReadPhone {
  const international = text.replace(/^00(?=[1-9])/, '+')
  if (plain.test(international)) {
    const digits = international.replace(/[^\d]/g, '')
    if (isSurelyValid(digits)) return { kind: 'number', e164: `+${digits}` }
  }
  const parsed = parsePhoneNumberFromString(
    international,
    country === undefined ? undefined : { defaultCountry: country as CountryCode },
  )
  if (parsed?.isValid() === true) return { kind: 'number', e164: parsed.number }
  const isBare = country === undefined && !international.startsWith('+')
  const reason = isBare
    ? 'has no country code, and no country is set for the column'
    : 'is not a phone number that can exist'
  return { kind: 'invalid', reason }
}
