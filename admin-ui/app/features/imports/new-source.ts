// What a form about a new source says: which fields it has, what is missing in it, and what is sent.
import type { Call } from '../../../api/route.js'
import type { importSourcesContract } from '../../../api/imports/files-contract.js'
import type { MessageKey } from '../../lib/i18n/index.js'

export const sourceKinds = ['rest', 'sql', 'webhook', 'segment'] as const
export const places = ['none', 'header', 'query'] as const
export const styles = ['none', 'page', 'offset', 'cursor', 'link'] as const
export const engines = ['postgres', 'mysql'] as const
export const trusts = ['server', 'browser'] as const

export interface SourceForm {
  name: string
  kind: (typeof sourceKinds)[number]
  url: string
  /** Where the key goes that the service asks for. */
  auth: (typeof places)[number]
  authName: string
  /** The key, or the address of the database with its password. */
  secret: string
  /** What stands in `secret` is the name of an environment variable of the server. */
  isVariable: boolean
  records: string
  style: (typeof styles)[number]
  param: string
  sizeParam: string
  size: number | ''
  next: string
  since: string
  sinceField: string
  engine: (typeof engines)[number]
  query: string
  column: string
  start: string
  everyMinutes: number | ''
  trust: (typeof trusts)[number]
}
export type SourceField = keyof SourceForm
/** Those that depend on what kind of source it is. */
export type KindField = Exclude<SourceField, 'name' | 'kind'>

export const emptySource: SourceForm = {
  name: '',
  kind: 'rest',
  url: '',
  auth: 'none',
  authName: '',
  secret: '',
  isVariable: false,
  records: '',
  style: 'none',
  param: '',
  sizeParam: '',
  size: '',
  next: '',
  since: '',
  sinceField: '',
  engine: 'postgres',
  query: '',
  column: '',
  start: '',
  everyMinutes: 60,
  trust: 'server',
}

const fieldsOfStyle: Readonly<Record<SourceForm['style'], readonly KindField[]>> = {
  none: [],
  page: ['param', 'sizeParam', 'size'],
  offset: ['param', 'sizeParam', 'size'],
  cursor: ['param', 'next'],
  link: [],
}

/** In the order in which they are asked for. */
export function fieldsOf({ kind, auth, style }: SourceForm): readonly KindField[] {
  switch (kind) {
    case 'rest':
      return [
        ...(['url', 'auth'] as const),
        ...(auth === 'none' ? [] : (['authName', 'secret', 'isVariable'] as const)),
        ...(['records', 'style'] as const),
        ...fieldsOfStyle[style],
        ...(['since', 'sinceField', 'everyMinutes'] as const),
      ]
    case 'sql':
      return ['engine', 'secret', 'isVariable', 'query', 'column', 'start', 'everyMinutes']
    case 'segment':
      return ['trust']
    case 'webhook':
      return []
  }
}

const always: ReadonlySet<SourceField> = new Set(['name', 'url', 'secret', 'query', 'next'])
/** Both or none of them. */
const pairs: readonly (readonly [SourceField, SourceField])[] = [
  ['sizeParam', 'size'],
  ['since', 'sinceField'],
  ['column', 'start'],
]

/** By field: what is to be said of it. */
export function sourceProblems(form: SourceForm): Partial<Record<SourceField, MessageKey>> {
  const fields: readonly SourceField[] = ['name', ...fieldsOf(form)]
  const isEmpty = (field: SourceField): boolean => String(form[field]).trim() === ''
  const missing = new Set(fields.filter((field) => always.has(field) && isEmpty(field)))
  if (form.kind === 'rest' && form.auth === 'query' && isEmpty('authName')) missing.add('authName')
  if (form.kind === 'rest' && form.style === 'cursor' && isEmpty('param')) missing.add('param')
  if (form.kind === 'rest' && form.style === 'offset' && isEmpty('size')) missing.add('size')
  for (const [one, other] of pairs)
    if (fields.includes(one) && isEmpty(one) !== isEmpty(other))
      // The offset's limit has a usual name.
      if (!(form.style === 'offset' && one === 'sizeParam')) missing.add(isEmpty(one) ? one : other)
  const problems: Partial<Record<SourceField, MessageKey>> = {}
  for (const field of missing) problems[field] = 'form.required'
  if (!missing.has('name') && !/^[\w.-]{1,60}$/.test(form.name.trim())) problems.name = 'source.name.rule'
  if (fields.includes('url') && !missing.has('url') && !/^https?:\/\/\S+$/.test(form.url.trim()))
    problems.url = 'source.url.rule'
  if (fields.includes('isVariable') && form.isVariable && !/^[A-Z][A-Z0-9_]*$/.test(form.secret.trim()))
    problems.secret = 'source.variable.rule'
  return problems
}

const filled = (key: string, value: string): Record<string, string> =>
  value.trim() === '' ? {} : { [key]: value.trim() }

const secretOf = ({ secret, isVariable }: SourceForm): unknown => (isVariable ? { env: secret.trim() } : secret.trim())

function paginationOf({ style, param, sizeParam, size, next }: SourceForm): Record<string, unknown> {
  const sized = size === '' ? {} : { size: { ...filled('param', sizeParam), value: size } }
  switch (style) {
    case 'none':
    case 'link':
      return { style }
    case 'page':
    case 'offset':
      return { style, ...filled('param', param), ...sized }
    case 'cursor':
      return { style, param: param.trim(), next: next.trim() }
  }
}

function definitionOf(form: SourceForm): Record<string, unknown> {
  if (form.kind === 'sql') {
    const { engine, query, column, start } = form
    const incremental = column.trim() === '' ? {} : { incremental: { column: column.trim(), start: start.trim() } }
    return { kind: 'sql', engine, connection: secretOf(form), query: query.trim(), ...incremental }
  }
  const { url, auth, authName, records, since, sinceField } = form
  return {
    kind: 'rest',
    url: url.trim(),
    ...(auth !== 'none' && { auth: { in: auth, ...filled('name', authName), value: secretOf(form) } }),
    ...filled('records', records),
    pagination: paginationOf(form),
    ...(since.trim() !== '' && { incremental: { param: since.trim(), field: sinceField.trim() } }),
  }
}

/** @param form one without problems */
export function sourceBody(form: SourceForm): Call<typeof importSourcesContract.add>['body'] {
  const { kind, everyMinutes, trust } = form
  const name = form.name.trim()
  if (kind === 'webhook') return { kind, name, trust: 'server' }
  if (kind === 'segment') return { kind, name, trust }
  return { kind: 'pull', name, definition: definitionOf(form), ...(everyMinutes !== '' && { everyMinutes }) }
}

const refusedFields: Readonly<Record<string, SourceField>> = {
  name: 'name',
  url: 'url',
  'auth.name': 'authName',
  'auth.value': 'secret',
  records: 'records',
  'pagination.param': 'param',
  'pagination.next': 'next',
  'pagination.size.param': 'sizeParam',
  'pagination.size.value': 'size',
  'incremental.param': 'since',
  'incremental.field': 'sinceField',
  connection: 'secret',
  query: 'query',
  'incremental.column': 'column',
  'incremental.start': 'start',
  everyMinutes: 'everyMinutes',
}

/** Which field of the form a refusal of the server is about, by the field that it names. */
export const fieldOfRefusal = (refused: string): SourceField | undefined => refusedFields[refused]
