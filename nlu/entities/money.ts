// ISO 4217 codes for the unit names that the recognisers use.
const codes: ReadonlyMap<string, string> = new Map([
  ['Dollar', 'USD'],
  ['United States dollar', 'USD'],
  ['Euro', 'EUR'],
  ['Pound', 'GBP'],
  ['British pound', 'GBP'],
  ['Chinese yuan', 'CNY'],
  ['Japanese yen', 'JPY'],
  ['Hong Kong dollar', 'HKD'],
])

/** The code, or the recogniser's own name for a unit without one. */
export const currencyCode = (unit: string): string => codes.get(unit) ?? unit
