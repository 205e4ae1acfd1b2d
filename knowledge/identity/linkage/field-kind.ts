// What a column of people's records holds, from its name and its content. It decides how two values are compared.
import type { Column } from '../../imports/read/index.js'

export const fieldKinds = [
  'given-name',
  'family-name',
  'name',
  'text',
  'category',
  'date',
  'code',
  'email',
  'phone',
] as const
export type FieldKind = (typeof fieldKinds)[number]

const byName: readonly [FieldKind, RegExp][] = [
  ['email', /e-?mail|邮箱|邮件|郵箱/i],
  ['phone', /phone|mobile|(^|[\s_-])(tel|cell|fax)|手机|电话|手機|電話/i],
  ['date', /birth|(^|[\s_-])dob($|[\s_-])|出生|生日/i],
  ['given-name', /(given|first|fore)[\s_-]?name|^(fname|first|given)$|^名(字)?$/i],
  ['family-name', /sur[\s_-]?name|(last|family)[\s_-]?name|^(lname|last|family)$|^姓(氏)?$/i],
  ['name', /(^|[\s_-])name$|姓名|名称/i],
]

const share = (values: readonly string[], holds: (value: string) => boolean): number =>
  values.filter(holds).length / Math.max(1, values.length)

const isDate = (value: string): boolean =>
  /^(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(value) ||
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/.test(value) ||
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/.test(value)

/** Looks at up to 2,000 different values. */
export function guessFieldKind({ name, values, codes }: Column): FieldKind {
  const sample = values.filter((value) => value !== '').slice(0, 2_000)
  const named = byName.find(([, pattern]) => pattern.test(name))?.[0]
  if (share(sample, (value) => /^[^\s@]+@[^\s@]+$/.test(value)) > 0.5) return 'email'
  if (share(sample, isDate) > 0.7) return 'date'
  if (named !== undefined && named !== 'email' && named !== 'date') return named
  if (values.length <= 40 && values.length <= codes.length / 10) return 'category'
  if (
    share(sample, (value) => /^\+?[\d\s().-]{9,20}$/.test(value)) > 0.7 &&
    share(sample, (value) => /[\s+()-]/.test(value)) > 0.3
  )
    return 'phone'
  if (share(sample, (value) => /\d/.test(value) && !/\s/.test(value)) > 0.7) return 'code'
  return 'text'
}
