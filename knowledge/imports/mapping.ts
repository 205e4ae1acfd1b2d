// Which column of a file is which field of the record: suggested from names and content, changed by people, applied to every row.
import { z } from 'zod'
import { AppError } from '../../platform/errors.js'
import { currenciesOf, isCurrency } from './convert/currencies.js'
import { convert, valueTypes, type ValueType } from './convert/field.js'

export const customerFields = ['number', 'name', 'email', 'phone', 'locale'] as const
export type CustomerField = (typeof customerFields)[number]

/** What to do where a row has no value. What is filled in says so in the record and never replaces what is known. */
const missingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('leave') }),
  z.object({ kind: z.literal('default'), value: z.union([z.string().min(1).max(200), z.number(), z.boolean()]) }),
  /** `model` learns from the other columns of the file. */
  z.object({ kind: z.literal('impute'), method: z.enum(['median', 'mode', 'model']) }),
])

const longestTraitName = 60

/** A trait's name for a column; names become keys of the record, which hold no zero characters. */
export const traitNamed = (column: string): string => column.slice(0, longestTraitName).replaceAll('\0', ' ')

/** What a column becomes: a field of the customer, a trait with a name and a type, or nothing. */
export const columnRuleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('field'),
    column: z.string().min(1),
    field: z.enum(customerFields),
    missing: missingSchema.exactOptional(),
  }),
  z.object({
    kind: z.literal('trait'),
    column: z.string().min(1),
    trait: z
      .string()
      .min(1)
      .max(longestTraitName)
      .refine((name) => !name.includes('\0'), 'holds a zero character'),
    type: z.enum(valueTypes),
    /** Of money: the column that names it, or the one that all amounts have; absent: each amount says its own. */
    currency: z
      .union([
        z.object({ column: z.string().min(1) }),
        z.object({ code: z.string().refine(isCurrency, 'no currency') }),
      ])
      .exactOptional(),
    missing: missingSchema.exactOptional(),
  }),
  z.object({ kind: z.literal('ignored'), column: z.string().min(1) }),
])
export type ColumnRule = z.infer<typeof columnRuleSchema>
export type MappedRule = Exclude<ColumnRule, { kind: 'ignored' }>

export const mappingSchema = z
  .array(columnRuleSchema)
  .min(1)
  .superRefine((rules, context) => {
    const targets = rules.flatMap((rule) => (rule.kind === 'ignored' ? [] : targetsOf(rule)))
    for (const [at, target] of targets.entries())
      if (targets.indexOf(target) !== at) context.addIssue({ code: 'custom', message: `two columns become ${target}` })
    for (const [at, rule] of rules.entries()) {
      if (rule.kind === 'trait' && rule.type !== 'money' && rule.currency)
        context.addIssue({ code: 'custom', path: [at, 'currency'], message: `${rule.type} has no currency` })
      const problem = rule.kind === 'ignored' ? undefined : wrongFill(rule)
      if (problem !== undefined) context.addIssue({ code: 'custom', path: [at, 'missing'], message: problem })
    }
  })

function wrongFill(rule: MappedRule): string | undefined {
  const { missing = { kind: 'leave' } } = rule
  if (missing.kind === 'leave') return undefined
  if (typeOf(rule) === 'money') return 'money is never filled in'
  if (rule.kind === 'field' && (rule.field !== 'locale' || missing.kind !== 'default'))
    return `${rule.field} says who somebody is and cannot be filled in; only a locale may have a default`
  if (missing.kind === 'default') {
    const read = convert(String(missing.value), typeOf(rule))
    return read.kind === 'value' ? undefined : `the default is no ${typeOf(rule)}`
  }
  if (missing.method === 'median' && typeOf(rule) !== 'number') return 'only numbers have a median'
  return undefined
}

/** Parsed rules; throws `input-invalid` that names rule and reason. */
export function readMapping(value: unknown): ColumnRule[] {
  const parsed = mappingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new AppError(
    'input-invalid',
    `The mapping is wrong${where === '' ? '' : ` at ${where}`}: ${issue?.message ?? ''}.`,
    {
      details: { field: 'mapping' },
    },
  )
}

export const typeOfField: Readonly<Record<CustomerField, ValueType>> = {
  number: 'text',
  name: 'name',
  email: 'email',
  phone: 'phone',
  locale: 'locale',
}

export const typeOf = (rule: MappedRule): ValueType => (rule.kind === 'field' ? typeOfField[rule.field] : rule.type)

/** Where a rule writes: a field's name, or `trait <name>`. */
export const targetOf = (rule: MappedRule): string => (rule.kind === 'field' ? rule.field : `trait ${rule.trait}`)

/** Everything that a rule writes: money has its currency beside the amount. */
export const targetsOf = (rule: MappedRule): string[] =>
  typeOf(rule) === 'money' ? [targetOf(rule), `${targetOf(rule)} currency`] : [targetOf(rule)]

/** Columns that a mapping reads. */
export const columnsRead = (rules: readonly ColumnRule[]): ReadonlySet<string> =>
  new Set(
    rules.flatMap((rule) =>
      rule.kind === 'trait' && rule.currency && 'column' in rule.currency
        ? [rule.column, rule.currency.column]
        : [rule.column],
    ),
  )

const namedLike: readonly [CustomerField, RegExp][] = [
  ['email', /e-?mail|邮箱|邮件|郵箱/i],
  ['phone', /phone|mobile|(^|[\s_-])(tel|cell)|手机|电话|手機|電話/i],
  ['number', /^(customer|client|member|user|account)?[\s_-]*(id|no\.?|number|nr|code)$|客户编号|会员号|编号|客户号/i],
  ['locale', /^(locale|lang(uage)?)$|语言|語言/i],
  ['name', /^(full|customer|client|contact|display)?[\s_-]*name$|姓名|客户名称|名称|联系人/i],
]

const share = (values: readonly string[], type: ValueType, country: string | undefined): number => {
  const read = values.map((value) => convert(value, type, country === undefined ? {} : { country }))
  return read.filter(({ kind }) => kind === 'value').length / Math.max(1, values.length)
}

/** The narrowest type that reads nearly all of a sample; text reads everything. */
function traitType(values: readonly string[]): ValueType {
  const order: readonly ValueType[] = ['date', 'money', 'number', 'boolean']
  // Codes with leading zeros are names of things, not quantities.
  const isCode = values.some((value) => /^0\d+$/.test(value.trim()))
  return order.find((type) => !(isCode && type === 'number') && share(values, type, undefined) >= 0.9) ?? 'text'
}

const amountLike = /amount|price|total|spent|revenue|balance|cost|金额|价格|总额|消费|余额|費/i

/** A column that holds nothing but currencies. */
const currencyColumn = (sample: ReadonlyMap<string, readonly string[]>): string | undefined =>
  [...sample].find(([column, cells]) => {
    const values = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
    const isAll = values.length > 0 && values.every((cell) => currenciesOf(cell).length > 0)
    return isAll && /currency|币种|货币|幣別/i.test(column)
  })?.[0]

/** @param sample for each column some of its values; empty ones say nothing. */
export function suggestMapping(sample: ReadonlyMap<string, readonly string[]>, country?: string): ColumnRule[] {
  const taken = new Set<CustomerField>()
  const currency = currencyColumn(sample)
  return [...sample].map(([column, cells]): ColumnRule => {
    const values = cells.filter((cell) => cell.trim() !== '')
    if (values.length === 0) return { kind: 'ignored', column }
    const byName = namedLike.find(([field, pattern]) => pattern.test(column) && !taken.has(field))?.[0]
    const byContent = values.filter((value) => value.includes('@')).length / values.length > 0.6 ? 'email' : undefined
    const field = byContent !== undefined && !taken.has(byContent) ? byContent : byName
    // A name alone proves nothing: a column "e-mail sent" holds dates.
    const fits =
      field !== undefined &&
      (field === 'number' || share(values, typeOfField[field], country ?? 'CN') >= 0.3 || field === 'phone')
    if (field !== undefined && fits) {
      taken.add(field)
      return { kind: 'field', column, field }
    }
    const type = traitType(values)
    const trait = { kind: 'trait' as const, column, trait: traitNamed(column) }
    if (currency !== undefined && amountLike.test(column) && (type === 'number' || type === 'money'))
      return { ...trait, type: 'money', currency: { column: currency } }
    return { ...trait, type }
  })
}
