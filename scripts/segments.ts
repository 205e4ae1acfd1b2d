// `npm run segments -- list|preview|put|remove|members|changes|eval|export …`: groups of customers by rules or by what they buy, and audiences that agreed to be one.
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import type { CustomerId } from '../bot/domain/ids.js'
import { adjustedRandIndex, kMeans } from '../knowledge/segments/k-means.js'
import { readPurchases } from '../knowledge/segments/purchases.js'
import { rfmGroups, standardised, type Purchases } from '../knowledge/segments/rfm.js'
import { segmentDesk } from '../knowledge/segments/segment-desk.js'
import { segments } from '../knowledge/segments/segments.js'
import { purposes, type Purpose } from '../knowledge/store/models/consent-model.js'
import { columnOf, readTable } from '../knowledge/imports/read/index.js'
import { systemClock } from '../platform/clock.js'
import { purchases as madeUpPurchases } from './bench-record/made-up.js'
import { numberOption, optional, required, rounded, runCommand, timed, usageError, type Given } from './lib/command.js'
import { withRecord } from './lib/with-record.js'

const usage = `npm run segments -- list [--json]
npm run segments -- put --file SEGMENT.json
    {"id": "quiet", "name": {"en": "…", "zh": "…"}, "rule": {"kind": "counter", "name": "ordersPlaced", "op": "at-least", "value": 3}}
npm run segments -- preview --file SEGMENT.json
    How many the rule would hold, who would enter and leave; changes nothing.
npm run segments -- remove --segment ID
npm run segments -- members --segment ID [--after CUSTOMER] [--limit 50]
npm run segments -- changes [--segment ID] [--customer ID] [--limit 50]
    Who entered and left, newest first.
npm run segments -- eval [--data FILE.csv | --customers N] [--groups N]
    Groups customers by how lately, often and much they buy, as many as are most stable; FILE has the columns recency_days, orders, spent,
    and --customers makes N of them up.
npm run segments -- export --segment ID --purpose ${purposes.join('|')} (--file FILE.csv | --webhook URL)
    Only who agreed to the purpose. A webhook is signed with KEFU_WEBHOOK_SECRET.`

const list = () =>
  withRecord(async (store) => {
    const port = segments(store, systemClock)
    const counts = await port.counts()
    return (await port.list()).map(({ id, name }) => ({ id, ...name, members: counts.get(id) ?? 0 }))
  })

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw usageError(`--file ${path}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

const put = async (given: Given) => {
  const wanted = await readJson(required(given, 'file'))
  return withRecord(async (store) => {
    const { segment, ...counts } = await segments(store, systemClock).put(wanted)
    return { id: segment.id, ...counts }
  })
}

const preview = async (given: Given) => {
  const wanted = await readJson(required(given, 'file'))
  return withRecord(async (store) => {
    const { first, ...counts } = await segments(store, systemClock).preview(wanted, 10)
    return { ...counts, first: first.map(({ id, number, name }) => ({ id, number, name })) }
  })
}

const limitOf = (given: Given): number => numberOption(given, 'limit', 50, 1, 10_000)

const members = (given: Given) =>
  withRecord((store) =>
    segments(store, systemClock).members(required(given, 'segment'), {
      after: optional(given, 'after') as CustomerId | undefined,
      limit: limitOf(given),
    }),
  )

const changes = (given: Given) => {
  const [segment, customer] = [optional(given, 'segment'), optional(given, 'customer')]
  return withRecord((store) =>
    segments(store, systemClock).changes({
      ...(segment !== undefined && { segment }),
      ...(customer !== undefined && { customerId: customer as CustomerId }),
      limit: limitOf(given),
    }),
  )
}

const remove = (given: Given) =>
  withRecord(async (store) => ({ removed: await segments(store, systemClock).remove(required(given, 'segment')) }))

async function fromFile(path: string): Promise<Purchases> {
  const table = await readTable(path)
  const numbers = (name: string): Float64Array => {
    const { values, codes } = columnOf(table, name)
    const parsed = values.map(Number)
    const wrong = values.find((_, at) => !Number.isFinite(parsed[at]))
    if (wrong !== undefined) throw usageError(`--data: ${name} must be a number, not "${wrong}".`)
    return Float64Array.from(codes, (code) => parsed[code] ?? 0)
  }
  return { recencyDays: numbers('recency_days'), orders: numbers('orders'), spent: numbers('spent') }
}

async function evaluate(given: Given): Promise<unknown> {
  const path = optional(given, 'data')
  const madeUp = numberOption(given, 'customers', 0, 0, 10_000_000)
  const k = optional(given, 'groups') === undefined ? undefined : numberOption(given, 'groups', 5, 2, 20)
  const purchases =
    madeUp > 0
      ? madeUpPurchases(madeUp)
      : path === undefined
        ? await withRecord((store) => readPurchases(store, systemClock.now()))
        : await fromFile(path)
  const customers = purchases.orders.length
  const most = k ?? 6
  if (customers < most) throw usageError(`${String(customers)} customers cannot make ${String(most)} groups.`)
  const { result, seconds, cpuSeconds, peakMemoryMb } = await timed(() => rfmGroups(purchases, k))
  const points = standardised(purchases)
  const [one, other] = [1, 2].map((seed) => kMeans(points, result.groups.length, { seed, restarts: 1 }).groups)
  return {
    customers,
    stability: rounded(result.stability),
    stabilityWithOneStart: rounded(one && other ? adjustedRandIndex(one, other) : 0),
    ...{ seconds, cpuSeconds, peakMemoryMb },
    groups: result.groups.map(({ name, ...group }) => ({
      ...name,
      ...group,
      recencyDays: rounded(group.recencyDays, 1),
    })),
  }
}

function readPurpose(given: Given): Purpose {
  const purpose = required(given, 'purpose')
  const known = purposes.find((one) => one === purpose)
  if (known) return known
  throw usageError(`--purpose must be one of ${purposes.join(', ')}, not "${purpose}".`)
}

function readWebhook(text: string): { url: URL; secret: string } {
  const secret = process.env['KEFU_WEBHOOK_SECRET'] ?? ''
  if (secret.length < 16) throw usageError('KEFU_WEBHOOK_SECRET must have at least 16 characters.')
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return { url, secret }
  throw usageError(`--webhook must be an address that begins with https://, not "${text}".`)
}

const exportAudience = (given: Given) => {
  const audience = { segment: required(given, 'segment'), purpose: readPurpose(given) }
  const webhook = optional(given, 'webhook')
  const target = webhook === undefined ? undefined : readWebhook(webhook)
  const path = target ? undefined : required(given, 'file')
  return withRecord(async (store) => {
    const desk = segmentDesk(store, systemClock)
    if (target) return desk.handOver(audience, target)
    const file = createWriteStream(path ?? '', { mode: 0o600 })
    const counts = await desk.exportCsv(audience, async (lines) => {
      if (!file.write(lines)) await once(file, 'drain')
    })
    file.end()
    await once(file, 'finish')
    return counts
  })
}

const text = { type: 'string' as const }

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      ['list', { options: {}, run: list }],
      ['preview', { options: { file: text }, run: preview }],
      ['put', { options: { file: text }, run: put }],
      ['members', { options: { segment: text, after: text, limit: text }, run: members }],
      ['changes', { options: { segment: text, customer: text, limit: text }, run: changes }],
      ['remove', { options: { segment: text }, run: remove }],
      ['eval', { options: { data: text, customers: text, groups: text }, run: evaluate }],
      ['export', { options: { segment: text, purpose: text, file: text, webhook: text }, run: exportAudience }],
    ]),
  )
