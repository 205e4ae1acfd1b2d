// Currencies that are in use (ISO 4217, list one, 2025), how many decimals each has, and the signs people write for them.

const inUse = new Set(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE
CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI
UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`.split(/\s+/),
)

const decimals = new Map<string, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ['CLF', 4],
  ['UYW', 4],
])

/** The exponent of ISO 4217: one unit is 10 to this power minor units. */
export const exponentOf = (currency: string): number => decimals.get(currency) ?? 2

export const isCurrency = (code: string): boolean => inUse.has(code)

/** What is written instead of a code; several where the sign alone leaves a doubt, the most usual first. */
const signs = new Map<string, readonly string[]>([
  ['€', ['EUR']],
  ['£', ['GBP', 'EGP', 'GIP', 'FKP', 'SHP']],
  ['$', ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP']],
  ['¥', ['CNY', 'JPY']],
  ['US$', ['USD']],
  ['CA$', ['CAD']],
  ['C$', ['CAD']],
  ['A$', ['AUD']],
  ['AU$', ['AUD']],
  ['NZ$', ['NZD']],
  ['S$', ['SGD']],
  ['HK$', ['HKD']],
  ['NT$', ['TWD']],
  ['MX$', ['MXN']],
  ['R$', ['BRL']],
  ['CN¥', ['CNY']],
  ['JP¥', ['JPY']],
  ['RMB', ['CNY']],
  ['元', ['CNY']],
  ['圆', ['CNY']],
  ['人民币', ['CNY']],
  ['円', ['JPY']],
  ['日元', ['JPY']],
  ['美元', ['USD']],
  ['欧元', ['EUR']],
  ['英镑', ['GBP']],
  ['港元', ['HKD']],
  ['港币', ['HKD']],
  ['₩', ['KRW']],
  ['₹', ['INR']],
  ['₽', ['RUB']],
  ['₺', ['TRY']],
  ['₫', ['VND']],
  ['₴', ['UAH']],
  ['₪', ['ILS']],
  ['฿', ['THB']],
  ['₱', ['PHP']],
  ['₦', ['NGN']],
  ['zł', ['PLN']],
  ['Kč', ['CZK']],
])

/** What a code or sign may mean; empty for what is neither. */
export function currenciesOf(text: string): readonly string[] {
  const code = text.toUpperCase()
  if (isCurrency(code)) return [code]
  return signs.get(text) ?? signs.get(code) ?? []
}
