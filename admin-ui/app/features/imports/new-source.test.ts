import { describe, expect, it } from 'vitest'
import { readDefinition } from '../../../../knowledge/imports/sources/definition.js'
import { emptySource, fieldOfRefusal, fieldsOf, sourceBody, sourceProblems, type SourceForm } from './new-source.js'

const rest: SourceForm = { ...emptySource, name: 'crm', url: 'https://crm.example/people' }
const sql: SourceForm = {
  ...emptySource,
  kind: 'sql',
  name: 'shop',
  secret: 'SHOP',
  isVariable: true,
  query: 'SELECT 1',
}

describe('the form of a new source', () => {
  it('asks for what its kind, key and pages need', () => {
    expect(fieldsOf(rest)).not.toContain('secret')
    expect(fieldsOf({ ...rest, auth: 'header', style: 'cursor' })).toEqual(
      expect.arrayContaining(['authName', 'secret', 'isVariable', 'param', 'next']),
    )
    expect(fieldsOf(sql)).toContain('query')
    expect(fieldsOf({ ...rest, kind: 'webhook' })).toEqual([])
  })

  it.each<[string, Partial<SourceForm>, object]>([
    ['nothing', {}, {}],
    ['a name', { name: ' ' }, { name: 'form.required' }],
    ['a name of its letters', { name: 'our crm' }, { name: 'source.name.rule' }],
    ['an address of the web', { url: 'ftp://crm.example' }, { url: 'source.url.rule' }],
    ['a key', { auth: 'header' }, { secret: 'form.required' }],
    ['the name of its parameter', { auth: 'query', secret: 'k' }, { authName: 'form.required' }],
    ['a name of a variable', { auth: 'header', secret: 'k', isVariable: true }, { secret: 'source.variable.rule' }],
    ['where the cursor stands', { style: 'cursor', param: 'after' }, { next: 'form.required' }],
    ['how many an offset goes on by', { style: 'offset' }, { size: 'form.required' }],
    ['both of a pair', { since: 'updated_since' }, { sinceField: 'form.required' }],
    ['nothing of what is not shown', { auth: 'none', secret: '', next: '', sizeParam: 'limit' }, {}],
  ])('says that %s is missing', (_, values, problems) => {
    expect(sourceProblems({ ...rest, ...values })).toEqual(problems)
  })

  it.each<[string, SourceForm]>([
    ['a service', rest],
    [
      'with a key and numbered pages',
      { ...rest, auth: 'query', authName: 'key', secret: 'x', style: 'page', size: 50, sizeParam: 'n' },
    ],
    ['by offset', { ...rest, style: 'offset', size: 100 }],
    ['by cursor', { ...rest, style: 'cursor', param: 'after', next: 'data.next', since: 's', sinceField: 'at' }],
    ['by link', { ...rest, style: 'link', auth: 'header', secret: 'TOKEN', isVariable: true, records: 'data' }],
    ['a database', { ...sql, column: 'at', start: '2000-01-01', engine: 'mysql' }],
  ])('sends what the server reads: %s', (_, form) => {
    expect(sourceProblems(form)).toEqual({})
    const body = sourceBody(form)
    expect(body).toMatchObject({ kind: 'pull', name: form.name, everyMinutes: 60 })
    expect(readDefinition('definition' in body && body.definition)).toMatchObject({ kind: form.kind })
  })

  it('sends secrets as they were given, or the variable that holds them', () => {
    expect(sourceBody(sql)).toMatchObject({ definition: { connection: { env: 'SHOP' } } })
    expect(sourceBody({ ...sql, isVariable: false })).toMatchObject({ definition: { connection: 'SHOP' } })
  })

  it('leaves the schedule out where it is asked by hand, and trusts a webhook as a server', () => {
    expect(sourceBody({ ...rest, everyMinutes: '' })).not.toHaveProperty('everyMinutes')
    expect(sourceBody({ ...rest, kind: 'webhook', trust: 'browser' })).toMatchObject({
      kind: 'webhook',
      trust: 'server',
    })
  })

  it('knows which field the server speaks of', () => {
    const refusal = (definition: unknown): unknown => {
      try {
        return readDefinition(definition)
      } catch (error) {
        return (error as { details: { field: string } }).details.field
      }
    }
    const broken = { kind: 'rest', url: 'https://', auth: { in: 'header', value: '' } }
    expect(fieldOfRefusal(String(refusal(broken)))).toBe('url')
    expect(fieldOfRefusal(String(refusal({ kind: 'sql', engine: 'mysql', connection: 'x', query: 'DROP' })))).toBe(
      'query',
    )
    expect(fieldOfRefusal('rules')).toBeUndefined()
  })
})
