// `npm run record -- show|history|consent|reasons|reasons-eval|bench …`: one customer's record, what customers contact the shop about, and figures.
import type { CustomerId } from '../bot/domain/ids.js'
import { createAdminRecord, type Store } from '../knowledge/index.js'
import { purposes } from '../knowledge/store/models/consent-model.js'
import { systemClock } from '../platform/clock.js'
import { numberOption, optional, required, runCommand, usageError, type Given } from './lib/command.js'
import { withRecord } from './lib/with-record.js'
import { bench } from './record/bench.js'
import { commandEncoders } from './record/encoders.js'
import { reasonsEval } from './record/reasons-eval.js'

const usage = `npm run record -- show --customer C1001
npm run record -- history --customer C1001 [--trait NAME] [--limit 50] [--cursor …]
    What traits were before, newest first.
npm run record -- consent --customer C1001 --purpose ${purposes.join('|')} --state granted|denied --source "newsletter form"
npm run record -- reasons [--weeks 12] [--rebuild | --replay]
    What customers contact the shop about. --rebuild finds the groups anew, --replay forgets them first and makes them from the log.
npm run record -- reasons-eval [--data FILE.csv --text COLUMN --reason COLUMN --language en|zh]
    How well groups agree with known reasons (adjusted Rand index); without FILE on the demo shop's sentences.
npm run record -- bench [--events 10000] [--write]
    Milliseconds to a page of a timeline of so many events. --write puts the table into docs/performance.md.
--customer takes the shop's number or the record's id.`

type Desk = ReturnType<typeof createAdminRecord>

/** With the id of the record that the number or id names; rejects with `not-found`. */
const withCustomer = <T>(given: Given, work: (record: Desk, id: CustomerId) => Promise<T>): Promise<T> =>
  withRecord(async (store: Store) => {
    const named = required(given, 'customer')
    const found = await store.models.customers
      .findOne({ $or: [{ number: named }, { _id: named }] }, { _id: 1 })
      .lean<{ _id: string }>()
    if (!found) throw usageError(`There is no customer ${named}.`)
    return work(createAdminRecord(store, systemClock), found._id as CustomerId)
  })

const show = (given: Given) =>
  withCustomer(given, async ({ customerDesk }, id) => {
    const found = await customerDesk.record(id)
    if (!found) return undefined
    const { customer, allowed, ...rest } = found
    const { traits, ...profile } = customer
    return {
      ...profile,
      ...rest,
      allowed: [...allowed],
      traits: traits.map(({ value, ...trait }) => ({ ...trait, value })),
    }
  })

const history = (given: Given) =>
  withCustomer(given, ({ customerDesk }, id) =>
    customerDesk.history(id, {
      name: optional(given, 'trait'),
      cursor: optional(given, 'cursor'),
      limit: numberOption(given, 'limit', 50, 1, 1000),
    }),
  )

const consent = (given: Given) => {
  const [purpose, state] = [required(given, 'purpose'), required(given, 'state')]
  const known = purposes.find((one) => one === purpose)
  if (!known) throw usageError(`--purpose must be one of ${purposes.join(', ')}, not "${purpose}".`)
  if (state !== 'granted' && state !== 'denied') throw usageError(`--state must be granted or denied, not "${state}".`)
  const source = required(given, 'source')
  return withCustomer(given, async ({ customerDesk }, id) => {
    await customerDesk.setConsent(id, known, { state, source })
    return { customer: id, purpose, state, allowed: [...((await customerDesk.record(id))?.allowed ?? [])] }
  })
}

const reasons = (given: Given) =>
  withRecord(async (store) => {
    const port = createAdminRecord(store, systemClock).reasons
    const weeks = numberOption(given, 'weeks', 12, 1, 26)
    if (given['replay'] === true) await port.replay(await commandEncoders())
    else if (given['rebuild'] === true) await port.rebuild(await commandEncoders())
    else await port.keepUp(await commandEncoders())
    return (await port.list(weeks)).map(({ id, label, messages, conversations, weeks: trend, examples }) => ({
      ...{ id, ...label, messages, conversations },
      trend: trend.map((week) => week.messages).join(' '),
      example: examples[0]?.text ?? '',
    }))
  })

const text = { type: 'string' as const }
const flag = { type: 'boolean' as const }

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      ['show', { options: { customer: text }, run: show }],
      ['history', { options: { customer: text, trait: text, limit: text, cursor: text }, run: history }],
      ['consent', { options: { customer: text, purpose: text, state: text, source: text }, run: consent }],
      ['reasons', { options: { weeks: text, rebuild: flag, replay: flag }, run: reasons }],
      ['reasons-eval', { options: { data: text, text, reason: text, language: text }, run: reasonsEval }],
      ['bench', { options: { events: text, write: flag }, run: bench }],
    ]),
  )
