// Names of countries in English and Chinese, as CLDR (through Intl) has them, and the short forms that people type.

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** ISO 3166 codes by folded name; codes that CLDR does not name, and its groupings, are left out. */
function namesByCode(): ReadonlyMap<string, string> {
  const known = new Map<string, string>()
  const groupings = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'])
  for (const language of ['en', 'zh-Hans']) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
      // Retired codes carry the name of the country that followed; the canonical code comes back from Intl.Locale.
      const current = new Intl.Locale(`und-${code}`).region === code
      const name = current && !groupings.has(code) ? names.of(code) : undefined
      if (name !== undefined && !known.has(name.toLowerCase())) known.set(name.toLowerCase(), code)
    }
  }
  const spoken = {
    usa: 'US',
    us: 'US',
    america: 'US',
    'u.s.a.': 'US',
    uk: 'GB',
    england: 'GB',
    'great britain': 'GB',
    prc: 'CN',
  }
  for (const [name, code] of Object.entries(spoken)) known.set(name, code)
  return known
}

let names: ReadonlyMap<string, string> | undefined

/** `Germany` or `德国` → `DE`; undefined when the whole text is not a country's name. */
export function countryCode(text: string): string | undefined {
  names ??= namesByCode()
  return names.get(text.trim().toLowerCase())
}

/** `DE` → `Germany`, `德国`. */
export const countryName = (code: string, locale: 'en' | 'zh'): string =>
  new Intl.DisplayNames([locale === 'en' ? 'en' : 'zh-Hans'], { type: 'region' }).of(code) ?? code
