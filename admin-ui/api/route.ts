// What a route of the admin API is: one value that the server answers, the browser calls, the documentation lists and the tests visit.
import { z } from 'zod'
import type { Policy } from './policy.js'

export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `/api/v1`, with `:name` for parameters. */
  path: `/${string}`
  policy: Policy
  /** One line for the documentation. */
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** How large the body may be (`12mb`), where it may be larger than usual. */
  bodyLimit?: string
  /** Anything that is not in it never leaves the server. */
  response: z.ZodType
}

export const route = <const R extends Route>(definition: R): R => definition

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined
type Given<T> = T extends z.ZodType ? z.input<T> : undefined

/** What a handler is given: parsed parameters, query and body. */
export interface Request<R extends Route> {
  params: Parsed<R['params']>
  query: Parsed<R['query']>
  body: Parsed<R['body']>
}

/** What the browser hands over. */
export type Call<R extends Route> = (R['params'] extends z.ZodType ? { params: Given<R['params']> } : unknown) &
  (R['query'] extends z.ZodType ? { query?: Given<R['query']> } : unknown) &
  (R['body'] extends z.ZodType ? { body: Given<R['body']> } : unknown)

export type Answer<R extends Route> = z.input<R['response']>
export type Result<R extends Route> = z.output<R['response']>

/** Pieces that several contracts share. */
export const instant = z.iso.datetime()
export const locale = z.enum(['en', 'zh'])
export const localizedText = z.object({ en: z.string(), zh: z.string() })
export const nothing = z.object({})
export const cursor = z.string().min(1).max(500).optional()
/** A number in a query string. */
export const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)

/** Every refusal has this form. */
export const errorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).default({}),
    requestId: z.unknown().optional(),
  }),
})
