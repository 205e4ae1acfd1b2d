// Collations: manual, "Collation". String order by ICU through Intl.Collator.
import { ServerError } from '../server-error.js'
import { show } from './display.js'
import type { StringOrder } from './compare.js'
import { toNumber } from './numbers.js'
import { isDocument, isNumeric, type Value } from './value.js'

const fields = new Set([
  'locale',
  'strength',
  'caseLevel',
  'caseFirst',
  'numericOrdering',
  'alternate',
  'maxVariable',
  'backwards',
  'normalization',
  'version',
])

/** The order a collation document asks for; undefined for none and for `{locale: "simple"}`. */
export function collationOrder(spec: Value): StringOrder | undefined {
  if (spec === undefined || spec === null) return undefined
  if (!isDocument(spec)) throw new ServerError(14, 'collation must be a document')
  if (spec.size === 0) return undefined
  for (const name of spec.keys())
    if (!fields.has(name)) throw new ServerError(9, `BSON field 'collation.${name}' is an unknown field.`)
  const locale = spec.get('locale')
  if (locale === undefined)
    throw new ServerError(40414, "BSON field 'collation.locale' is missing but a required field")
  if (typeof locale !== 'string') throw new ServerError(14, "BSON field 'collation.locale' must be a string")
  if (locale === 'simple') return undefined
  const given = spec.get('strength')
  const strength = given === undefined ? 3 : isNumeric(given) ? toNumber(given) : NaN
  if (![1, 2, 3, 4, 5].includes(strength))
    throw new ServerError(2, `Enumeration value '${show(given)}' for field 'collation.strength' is not a valid value.`)
  const caseFirst = spec.get('caseFirst')
  const sensitivity = { 1: spec.get('caseLevel') === true ? 'case' : 'base', 2: 'accent' } as const
  try {
    const collator = new Intl.Collator(locale.replaceAll('_', '-'), {
      sensitivity: strength === 1 || strength === 2 ? sensitivity[strength] : 'variant',
      numeric: spec.get('numericOrdering') === true,
      caseFirst: caseFirst === 'upper' || caseFirst === 'lower' ? caseFirst : 'false',
      ignorePunctuation: spec.get('alternate') === 'shifted',
    })
    return (a, b) => collator.compare(a, b)
  } catch {
    throw new ServerError(2, `Field 'locale' is invalid in: ${show(spec)}`)
  }
}
