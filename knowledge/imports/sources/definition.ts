// Where customers are read from again and again: a REST service or a database, described as data. Secrets may be named instead of written.
import { z } from 'zod'
import { AppError } from '../../../platform/errors.js'

/** A text, or the name of an environment variable that holds it. */
const secret = z.union([z.string().min(1), z.object({ env: z.string().regex(/^[A-Z][A-Z0-9_]*$/) })])
export type Secret = z.infer<typeof secret>

/** Names joined by dots: `data.items`; empty: the whole answer. */
const path = z.string().max(200)

export const paginationSchema = z.discriminatedUnion('style', [
  z.object({ style: z.literal('none') }),
  z.object({
    style: z.literal('page'),
    param: z.string().min(1).default('page'),
    first: z.number().int().min(0).default(1),
    size: z.object({ param: z.string().min(1), value: z.number().int().min(1) }).exactOptional(),
  }),
  z.object({
    style: z.literal('offset'),
    param: z.string().min(1).default('offset'),
    size: z.object({ param: z.string().min(1).default('limit'), value: z.number().int().min(1) }),
  }),
  /** `next`: where the answer names the following page; nothing there: it was the last. */
  z.object({ style: z.literal('cursor'), param: z.string().min(1), next: path.min(1) }),
  /** RFC 8288, `rel="next"`. */
  z.object({ style: z.literal('link') }),
])

export const restSchema = z.object({
  kind: z.literal('rest'),
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).default({}),
  auth: z
    .discriminatedUnion('in', [
      z.object({ in: z.literal('header'), name: z.string().min(1).default('authorization'), value: secret }),
      z.object({ in: z.literal('query'), name: z.string().min(1), value: secret }),
    ])
    .exactOptional(),
  records: path.default(''),
  pagination: paginationSchema.default({ style: 'none' }),
  /** Asked with `param` = the last value of `field` that was read; absent: everything each time. */
  incremental: z.object({ param: z.string().min(1), field: path.min(1) }).exactOptional(),
  timeoutMs: z.number().int().min(100).max(300_000).default(30_000),
})
export type RestDefinition = z.infer<typeof restSchema>

export const sqlSchema = z.object({
  kind: z.literal('sql'),
  engine: z.enum(['postgres', 'mysql']),
  /** `postgres://…`, `mysql://…`. */
  connection: secret,
  /**
   * One SELECT. With `incremental` it holds one parameter (`$1` or `?`) for the last value of the column, and orders by it; use `>=`: what
   * is read twice is imported once, what has the same time and comes later is not missed.
   */
  query: z.string().min(1).max(20_000),
  incremental: z.object({ column: z.string().min(1), start: z.string() }).exactOptional(),
})
export type SqlDefinition = z.infer<typeof sqlSchema>

export const pullSchema = z.discriminatedUnion('kind', [restSchema, sqlSchema])
export type PullDefinition = z.infer<typeof pullSchema>

export type Environment = Readonly<Record<string, string | undefined>>

/** Throws `config-invalid` that names the variable, never its value. */
export function reveal(value: Secret, environment: Environment): string {
  if (typeof value === 'string') return value
  const found = environment[value.env]
  if (found !== undefined && found !== '') return found
  throw new AppError('config-invalid', `The source needs the environment variable ${value.env}.`, {
    details: { variable: value.env },
  })
}

/** One page of records as they came, and where to go on: `position` undefined when it was the last. */
export interface Page {
  records: readonly Readonly<Record<string, unknown>>[]
  position: string | undefined
  /** The greatest value of the incremental field so far. */
  cursor: string | undefined
}

/** Throws `input-invalid` that names the field. */
export function readDefinition(value: unknown): PullDefinition {
  const parsed = pullSchema.safeParse(value)
  if (parsed.success) {
    if (parsed.data.kind === 'sql' && !/^\s*(?:select|with)\b/i.test(parsed.data.query))
      throw new AppError('input-invalid', 'query: only a SELECT can be read from.', { details: { field: 'query' } })
    return parsed.data
  }
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? 'source'
  throw new AppError('input-invalid', `${field}: ${issue?.message ?? ''}`, { details: { field } })
}
