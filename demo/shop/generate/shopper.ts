// The people of the shop: 500 customers, each with a way of life that decides what they buy.
import type { Address } from '../../../bot/domain/customer.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Locale } from '../../../bot/domain/locale.js'
import type { Lifestyle, NamedCustomer, Names, People } from '../load/people.js'
import { createRandom, type Random } from './random.js'

export interface Shopper {
  id: CustomerId
  /** `C1001` */
  number: string
  name: string
  email: string
  phone?: string
  locale: Locale
  address: Address
  lifestyle: Lifestyle
  /** Clothes of the other cut are bought seldom. */
  cut: 'men' | 'women'
  /** How much of the shop's business this customer makes, relative to others: a few buy much, most a little. */
  weight: number
}

const firstNumber = 1001
const chineseShare = 0.4

const customerId = (number: string): CustomerId => `cus_${number}` as CustomerId

export function namedShopper(customer: NamedCustomer, lifestyles: readonly Lifestyle[]): Shopper {
  const { number, name, email, phone, locale, address } = customer
  const lifestyle = lifestyles.find((one) => one.name === customer.lifestyle)
  if (!lifestyle) throw new Error(`no lifestyle ${customer.lifestyle}`)
  return {
    id: customerId(number),
    number,
    name,
    email,
    phone,
    locale,
    address: { name, ...address, phone },
    lifestyle,
    cut: 'women',
    weight: 0,
  }
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String(random.between(0, 9))).join('')

/** House numbers stand before the street in English and behind it in Chinese. */
function streetLine(locale: Locale, names: Names, random: Random): string {
  const street = random.pick(names.streets)
  return locale === 'en'
    ? `${String(random.between(2, 980))} ${street}`
    : `${street}${String(random.between(2, 380))}号${String(random.between(1, 12))}单元${String(random.between(101, 1804))}室`
}

const areas = [
  ...['303', '212', '206', '312', '415', '512', '602', '617', '702', '713', '786', '804'],
  ...['808', '812', '901', '904', '919', '503', '505', '614', '615', '718', '801', '843'],
] as const

/** Numbers that are kept free for fiction, so that no demo ever rings a person; each area has a hundred. */
const phoneNumber = (locale: Locale, index: number, random: Random): string =>
  locale === 'en'
    ? `+1 ${areas[index % areas.length] ?? areas[0]} 555 01${digits(random, 2)}`
    : `+86 199 0000 ${digits(random, 4)}`

function invent(index: number, people: People, random: Random): Shopper {
  const number = `C${String(firstNumber + index)}`
  const locale: Locale = random.chance(chineseShare) ? 'zh' : 'en'
  const names = people.names[locale]
  const given = random.pick(names.given)
  const family = random.pick(names.family)
  const name = locale === 'en' ? `${given} ${family.name}` : `${family.name}${given}`
  const mailbox = locale === 'en' ? `${given.toLowerCase()}.${family.latin}` : family.latin
  const phone = phoneNumber(locale, index, random)
  return {
    id: customerId(number),
    number,
    name,
    email: `${mailbox}${number.slice(1)}@example.${locale === 'en' ? 'com' : 'cn'}`,
    ...(random.chance(0.6) && { phone }),
    locale,
    address: { name, line1: streetLine(locale, names, random), ...random.pick(names.cities), phone },
    lifestyle: random.weighted(people.lifestyles, ({ share }) => share) ?? random.pick(people.lifestyles),
    cut: random.chance(0.5) ? 'men' : 'women',
    weight: Math.exp(0.75 * random.normal()),
  }
}

/** The named customers first, then invented ones up to `count`. The same for the same seed. */
export function makeShoppers(people: People, seed: number, count: number): readonly Shopper[] {
  const named = people.named.map((customer) => namedShopper(customer, people.lifestyles))
  const invented = Array.from({ length: Math.max(0, count - named.length) }, (_, index) => {
    const place = named.length + index
    return invent(place, people, createRandom(seed, `customer ${String(place)}`))
  })
  return [...named, ...invented]
}
