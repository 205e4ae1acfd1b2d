// Who buys here: names to combine, kinds of customers with their tastes, and the three whom visitors can sign in as.
import { z } from 'zod'
import { slug } from './localized.js'
import { parseDataFile, refuse, type DataFile } from './yaml-file.js'

const text = z.string().min(1)
const hours = z.number().min(0)

const place = z.strictObject({
  city: text,
  region: text.exactOptional(),
  postalCode: text,
  country: z.string().length(2),
})

const names = z.strictObject({
  given: z.array(text).nonempty(),
  /** With the Latin spelling that e-mail addresses are made of. */
  family: z.array(z.strictObject({ name: text, latin: slug })).nonempty(),
  streets: z.array(text).nonempty(),
  cities: z.array(place).nonempty(),
})
const namesFile = z.strictObject({ en: names, zh: names })

const lifestyle = z.strictObject({
  name: slug,
  /** Relative to the other lifestyles. */
  share: z.number().positive(),
  /** How much a product's tag speaks to these people; nothing for those not named. */
  tags: z.record(slug, z.number().positive()),
})

const orderLine = z.strictObject({ product: slug, quantity: z.number().int().positive() })

const namedOrder = z.strictObject({
  /** Absent: numbered in the sequence of all orders. */
  number: z
    .string()
    .regex(/^NL-\d{5}$/, 'must be NL- and five digits')
    .exactOptional(),
  status: z.enum(['placed', 'shipped', 'delivered', 'cancelled']),
  placedHoursAgo: hours,
  shippedHoursAgo: hours.exactOptional(),
  deliveredHoursAgo: hours.exactOptional(),
  expectedInHours: hours.exactOptional(),
  carrier: text.exactOptional(),
  trackingNumber: text.exactOptional(),
  refund: z.strictObject({ state: z.enum(['pending', 'sent']), hoursAgo: hours, method: text }).exactOptional(),
  lines: z.array(orderLine).min(1),
})

const namedCustomer = z.strictObject({
  number: z.string().regex(/^C\d{4}$/, 'must be C and four digits'),
  name: text,
  email: z.email(),
  phone: text,
  locale: z.enum(['en', 'zh']),
  lifestyle: slug,
  address: place.extend({ line1: text }),
  memberDaysAgo: hours,
  orders: z.array(namedOrder),
  /** Products looked at lately, newest first. */
  views: z.array(slug),
})

export type Names = z.infer<typeof names>
export type Lifestyle = z.infer<typeof lifestyle>
export type NamedCustomer = z.infer<typeof namedCustomer>
export type NamedOrder = z.infer<typeof namedOrder>

export interface People {
  names: { en: Names; zh: Names }
  lifestyles: readonly Lifestyle[]
  named: readonly NamedCustomer[]
}

/** Throws `input-invalid` naming file and field, also for a product or lifestyle that there is not. */
export function parsePeople(
  files: { names: DataFile; lifestyles: DataFile; named: DataFile },
  products: ReadonlySet<string>,
): People {
  const lifestyles = parseDataFile(files.lifestyles, z.array(lifestyle).min(1))
  const named = parseDataFile(files.named, z.array(namedCustomer))
  for (const [index, customer] of named.entries()) {
    const at = `[${String(index)}]`
    if (!lifestyles.some(({ name }) => name === customer.lifestyle))
      throw refuse(files.named.name, `${at}.lifestyle`, `there is no lifestyle "${customer.lifestyle}"`)
    const mentioned = [...customer.views, ...customer.orders.flatMap(({ lines }) => lines.map((line) => line.product))]
    const unknown = mentioned.find((product) => !products.has(product))
    if (unknown !== undefined) throw refuse(files.named.name, at, `there is no product "${unknown}"`)
  }
  return { names: parseDataFile(files.names, namesFile), lifestyles, named }
}
