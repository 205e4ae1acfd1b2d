// `npm run segments -- list|put|remove|eval|export …`: groups of customers by rules or by what they buy, and audiences that agreed to be one.
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { adjustedRandIndex, kMeans } from '../knowledge/segments/k-means.js'
import { csvHeader, csvRow, eachAudiencePage, postAudience } from '../knowledge/segments/audience.js'
import { readPurchases } from '../knowledge/segments/purchases.js'
import { rfmGroups, type Purchases } from '../knowledge/segments/rfm.js'
import { segments } from '../knowledge/segments/segments.js'
import { purposes, type Purpose } from '../knowledge/store/models/consent-model.js'
import { columnOf, readTable } from '../knowledge/imports/read/index.js'
import { systemClock } from '../platform/clock.js'
import { numberOption, optional, required, rounded, runCommand, timed, usageError, type Given } from './lib/command.js'
import { withRecord } from './lib/with-record.js'

const usage = `npm run segments -- list [--json]
npm run segments -- put --file SEGMENT.json
    {"id": "quiet", "name": {"en": "…", "zh": "…"}, "rule": {"kind": "counter", "name": "ordersPlaced", "op": "at-least", "value": 3}}
npm run segments -- remove --segment ID
npm run segments -- eval [--data FILE.csv] [--groups N]
    Groups customers by how lately, often and much they buy, as many as are most stable; FILE has the columns recency_days, orders, spent.
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
  const k = optional(given, 'groups') === undefined ? undefined : numberOption(given, 'groups', 5, 2, 20)
  const purchases =
    path === undefined ? await withRecord((store) => readPurchases(store, systemClock.now())) : await fromFile(path)
  const customers = purchases.orders.length
  const most = k ?? 6
  if (customers < most) throw usageError(`${String(customers)} customers cannot make ${String(most)} groups.`)
  const { result, seconds, cpuSeconds, peakMemoryMb } = await timed(() => rfmGroups(purchases, k))
  const values = new Float32Array(customers * 3)
  for (const [row, orders] of purchases.orders.entries())
    values.set([purchases.recencyDays[row] ?? 0, orders, purchases.spent[row] ?? 0].map(Math.log1p), row * 3)
  const points = { rows: customers, columns: 3, values }
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
    const port = segments(store, systemClock)
    if (path === undefined) {
      let page = 0
      return eachAudiencePage(store, port, audience, async (members) => {
        if (target) await postAudience(target.url, target.secret, { segment: audience.segment, page: page++, members })
      })
    }
    const file = createWriteStream(path, { mode: 0o600 })
    file.write(csvHeader)
    const counts = await eachAudiencePage(store, port, audience, async (members) => {
      if (!file.write(members.map(csvRow).join(''))) await once(file, 'drain')
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
      ['put', { options: { file: text }, run: put }],
      ['remove', { options: { segment: text }, run: remove }],
      ['eval', { options: { data: text, groups: text }, run: evaluate }],
      ['export', { options: { segment: text, purpose: text, file: text, webhook: text }, run: exportAudience }],
    ]),
  )
