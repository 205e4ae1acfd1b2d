// Records from a REST service, page by page: four styles of pagination, patience with a service that is busy, nothing beyond its own host.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError, toError } from '../../../platform/errors.js'
import { reveal, type Environment, type Page, type RestDefinition } from './definition.js'

export interface RestOptions {
  environment: Environment
  /** Tests do not wait. */
  sleep?: (ms: number) => Promise<unknown>
  signal?: AbortSignal
}

/** Tries of one page, with 0.5 s, 1 s, … 16 s between them or what `Retry-After` asks for, at most two minutes. */
const tries = 7
const longestWaitMs = 120_000
const mostBytes = 64 * 1024 * 1024
/** A service that names ever new pages has run wild. */
const mostPages = 1_000_000

const fault = (message: string, retryable: boolean, details: Record<string, unknown> = {}, cause?: unknown): AppError =>
  new AppError('source-failed', message, { retryable, details, ...(cause !== undefined && { cause }) })

export function atPath(value: unknown, path: string): unknown {
  let at = value
  for (const name of path === '' ? [] : path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}

/** The address of a page. `position` is what the page before it gave. */
function addressOf(
  definition: RestDefinition,
  position: string | undefined,
  cursor: string | undefined,
  environment: Environment,
): URL {
  const { pagination, auth, incremental } = definition
  const url = new URL(pagination.style === 'link' && position !== undefined ? position : definition.url)
  if (url.origin !== new URL(definition.url).origin)
    throw fault('The next page is on another host; the key is not sent there.', false, { host: url.host })
  const set = (name: string, value: string) => url.searchParams.set(name, value)
  if (incremental && cursor !== undefined && !(pagination.style === 'link' && position !== undefined))
    set(incremental.param, cursor)
  switch (pagination.style) {
    case 'page':
      set(pagination.param, position ?? String(pagination.first))
      if (pagination.size) set(pagination.size.param, String(pagination.size.value))
      break
    case 'offset':
      set(pagination.param, position ?? '0')
      set(pagination.size.param, String(pagination.size.value))
      break
    case 'cursor':
      if (position !== undefined) set(pagination.param, position)
      break
    case 'link':
    case 'none':
      break
  }
  if (auth?.in === 'query') set(auth.name, reveal(auth.value, environment))
  return url
}

const linkTo = (header: string | null): string | undefined =>
  /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(header ?? '')?.[1]

function nextPosition(
  { pagination }: RestDefinition,
  position: string | undefined,
  answer: { body: unknown; link: string | null; url: URL },
  count: number,
): string | undefined {
  switch (pagination.style) {
    case 'none':
      return undefined
    case 'page':
      if (count === 0 || (pagination.size && count < pagination.size.value)) return undefined
      return String(Number(position ?? pagination.first) + 1)
    case 'offset':
      return count < pagination.size.value ? undefined : String(Number(position ?? 0) + count)
    case 'cursor': {
      const next = atPath(answer.body, pagination.next)
      return typeof next === 'string' || typeof next === 'number' ? String(next) : undefined
    }
    case 'link': {
      const next = linkTo(answer.link)
      return next === undefined ? undefined : new URL(next, answer.url).href
    }
  }
}

async function readBody(response: Response): Promise<unknown> {
  let size = 0
  const parts: Uint8Array[] = []
  // Node's streams can be iterated; the types of the web do not know it.
  for await (const part of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > mostBytes) throw fault('A page is larger than 64 MB.', false)
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString())
  } catch (cause) {
    throw fault('The service did not answer with JSON.', false, { status: response.status }, cause)
  }
}

const isBusy = (status: number): boolean => status === 429 || status === 408 || status >= 500

/** Seconds or a date (RFC 9110); undefined when it says neither. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

async function ask(definition: RestDefinition, url: URL, options: RestOptions) {
  const { sleep = pause, environment, signal } = options
  const { auth, headers, timeoutMs } = definition
  const sent = new Headers({ accept: 'application/json', ...headers })
  if (auth?.in === 'header') sent.set(auth.name, reveal(auth.value, environment))
  for (let attempt = 0; ; attempt += 1) {
    let why: AppError
    let waitMs = 500 * 2 ** attempt
    try {
      const timeout = AbortSignal.timeout(timeoutMs)
      // A redirect would carry the key to wherever it points.
      const response = await fetch(url, {
        headers: sent,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      if (response.ok) return { body: await readBody(response), link: response.headers.get('link'), url }
      await response.body?.cancel()
      const { status } = response
      why = fault(`The service answers with status ${String(status)}.`, isBusy(status), { status })
      if (!isBusy(status)) throw why
      waitMs = retryAfterMs(response.headers.get('retry-after')) ?? waitMs
    } catch (thrown) {
      signal?.throwIfAborted()
      if (thrown instanceof AppError && !thrown.retryable) throw thrown
      why =
        thrown instanceof AppError
          ? thrown
          : fault(`The service at ${url.host} cannot be reached.`, true, { host: url.host }, toError(thrown))
    }
    if (attempt + 1 >= tries) throw why
    await sleep(Math.min(waitMs, longestWaitMs))
  }
}

/** Larger of two cursors: as numbers where both are, else as text (ISO times sort so). */
export function later(left: string | undefined, right: string): string {
  if (left === undefined) return right
  const [a, b] = [Number(left), Number(right)]
  if (Number.isFinite(a) && Number.isFinite(b)) return b > a ? right : left
  return right > left ? right : left
}

/**
 * @param from where to go on, when a run was cut short; @param since the cursor that the run began with.
 * Rejects with `source-failed`; `retryable` says whether it may help to try later.
 */
export async function* pullRest(
  definition: RestDefinition,
  since: string | undefined,
  from: { position: string | undefined; cursor: string | undefined } | undefined,
  options: RestOptions,
): AsyncGenerator<Page> {
  let position = from?.position
  let cursor = from?.cursor ?? since
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask(definition, addressOf(definition, position, since, options.environment), options)
    const found = atPath(answer.body, definition.records)
    if (!Array.isArray(found))
      throw fault(`The answer has no list at "${definition.records}".`, false, { field: 'records' })
    const records = found.map((one: unknown) =>
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? (one as Record<string, unknown>)
        : { value: one },
    )
    for (const record of definition.incremental ? records : []) {
      const value = atPath(record, definition.incremental?.field ?? '')
      if (typeof value === 'string' || typeof value === 'number') cursor = later(cursor, String(value))
    }
    const next = nextPosition(definition, position, answer, records.length)
    if (next !== undefined && next === position) throw fault('The service names the same page twice.', false)
    yield { records, position: next, cursor }
    if (next === undefined) return
    position = next
  }
  throw fault('The service never comes to a last page.', false)
}
