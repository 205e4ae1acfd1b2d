// Calling the admin API: one function for every route of the contracts. Answers are parsed with the contract, refusals become `ApiError`.
import { queryOptions } from '@tanstack/react-query'
import type { Call, Result, Route } from '../../api/route.js'
import { errorAnswer } from '../../api/route.js'

/** The server's word when it refused; `network` when it could not be reached, `broken` when its answer made no sense. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly status = 0,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

type Loose = { params?: Record<string, string>; query?: Record<string, string | number | undefined>; body?: unknown }

function addressOf(route: Route, { params, query }: Loose): string {
  const path = route.path.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(params?.[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

async function refusal(response: Response): Promise<ApiError> {
  const parsed = errorAnswer.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success)
    return new ApiError('broken', `The server answered ${String(response.status)}.`, {}, response.status)
  const { code, message, details } = parsed.data.error
  return new ApiError(code, message, details, response.status)
}

/** Rejects with `ApiError`. */
export async function call<R extends Route>(route: R, input: Call<R>, signal?: AbortSignal): Promise<Result<R>> {
  const loose = input as Loose
  const hasBody = route.body !== undefined
  let response: Response
  try {
    response = await fetch(addressOf(route, loose), {
      method: route.method.toUpperCase(),
      headers: { 'x-kefu-request': '1', ...(hasBody ? { 'content-type': 'application/json' } : {}) },
      ...(hasBody ? { body: JSON.stringify(loose.body) } : {}),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new ApiError('network', 'The server cannot be reached.')
  }
  if (!response.ok) throw await refusal(response)
  const parsed = route.response.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) throw new ApiError('broken', 'The answer of the server is not understood.')
  return parsed.data as Result<R>
}

/** `/conversations/:id/customer` → `conversations`: what a live message makes stale at once. */
export const roomOf = (route: Route): string => route.path.split('/')[1] ?? ''

export const keyOf = (route: Route, input?: unknown): readonly unknown[] =>
  input === undefined ? [roomOf(route), route.path] : [roomOf(route), route.path, input]

/** A read as TanStack Query wants it. */
export const read = <R extends Route>(route: R, input: Call<R>) =>
  queryOptions<Result<R>, ApiError>({
    queryKey: keyOf(route, input),
    queryFn: ({ signal }) => call(route, input, signal),
  })
