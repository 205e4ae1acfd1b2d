// Reads a postal address from free text, as people type it into a chat: one line or several, English or Chinese order.

import { countryCode } from './country.js'

export interface AddressParts {
  name?: string
  line1?: string
  city?: string
  postalCode?: string
  phone?: string
  /** ISO 3166, only when it was named. */
  country?: string
}

const phone = /(?:\+?\d[\d\s()-]{8,}\d)/u
const postal =
  /(?<![\d\p{L}-])(\d{4}\s?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\d{5}(?:-\d{4})?|\d{6}|\d{4})(?![\d\p{L}])/u
const street = /\d+\s*(?:号|弄|室|栋|楼)|(?:路|街|道|巷|胡同|大厦|小区|花园)|\d.*\p{L}{3,}|\p{L}{3,}.*\d/u
const chineseCity =
  /(?:[\p{Script=Han}]{2,8}?(?:省|自治区))?([\p{Script=Han}]{2,7}?(?:市|自治州|地区)|北京|上海|天津|重庆)/u
const lead =
  /^(?:my |the )?(?:new |delivery )*(?:address|addr)(?: is|:)?\s*|^(?:please )?(?:send|ship|deliver) (?:it |them )?to:?\s*|^(?:新)?(?:收货)?地址(?:是|为|改成|改为|:|：)?\s*|^(?:请)?(?:寄到|送到|改成|改到)\s*/iu

const tidy = (text: string): string => text.replace(/^[\s,，;；、:：]+|[\s,，;；、]+$/gu, '').trim()

function takeOut(text: string, pattern: RegExp): { found?: string; rest: string } {
  const match = pattern.exec(text)
  if (!match) return { rest: text }
  return {
    found: (match[1] ?? match[0]).trim(),
    rest: `${text.slice(0, match.index)}, ${text.slice(match.index + match[0].length)}`,
  }
}

function chinese(text: string): AddressParts {
  const all = text
    .split(/[,，;；\n]+/u)
    .map(tidy)
    .filter((piece) => piece !== '')
  const country = all.map(countryCode).find((code) => code !== undefined)
  const pieces = all.filter((piece) => countryCode(piece) === undefined)
  const place = pieces.find((piece) => street.test(piece)) ?? pieces.find((piece) => chineseCity.test(piece))
  const city = chineseCity.exec(text)?.[1]
  const name = pieces
    .filter((piece) => piece !== place && !chineseCity.test(piece))
    .map((piece) => tidy(piece.replace(/^(?:收件人|收货人|姓名|联系人)[:：]?\s*/u, '')))
    .find((piece) => /^[\p{L}·\s]{2,20}$/u.test(piece))
  const line1 = place !== undefined && street.test(place) ? place : undefined
  return {
    ...(name !== undefined && { name }),
    ...(line1 !== undefined && { line1 }),
    ...(city !== undefined && { city }),
    ...(country !== undefined && { country }),
  }
}

function western(text: string): AddressParts {
  const pieces = text
    .split(/[,;\n]+/u)
    .map(tidy)
    .filter((piece) => piece !== '')
  const index = pieces.findIndex((piece) => street.test(piece))
  const line1 = pieces[index]
  const before = index > 0 ? pieces.slice(0, index) : []
  const after = pieces.slice(index + 1)
  const places = after.filter((piece) => /^[\p{L}][\p{L}\s.'-]+$/u.test(piece))
  // A country stands last, behind a city: "Singapore" alone is where it goes.
  const country = places.length > 1 ? countryCode(places.at(-1) ?? '') : undefined
  const city = places[0]
  const name = before.find((piece) => /^[\p{L}][\p{L}\s.'-]{1,60}$/u.test(piece))
  return {
    ...(name !== undefined && { name }),
    ...(line1 !== undefined && { line1 }),
    ...(city !== undefined && { city }),
    ...(country !== undefined && { country }),
  }
}

/** What can be told apart; missing parts are asked for one by one. Nothing is made up. */
export function readAddress(text: string): AddressParts {
  const plain = tidy(text.normalize('NFKC').replace(lead, ''))
  const withoutPhone = takeOut(plain, phone)
  const withoutPostal = takeOut(withoutPhone.rest, postal)
  const parts = /\p{Script=Han}/u.test(plain) ? chinese(withoutPostal.rest) : western(withoutPostal.rest)
  return {
    ...parts,
    ...(withoutPostal.found !== undefined && { postalCode: withoutPostal.found }),
    ...(withoutPhone.found !== undefined && { phone: withoutPhone.found }),
  }
}
