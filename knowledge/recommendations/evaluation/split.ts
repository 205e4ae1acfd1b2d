// What a model may learn from, and what it must foretell: three ways to cut a log in two.
import { seededRandom } from '../../learning/random.js'
import type { TimeOf } from '../models/baskets.js'
import type { InteractionLog } from './log.js'

export const protocols = ['leave-last-out', 'time-split', 'random'] as const
export type Protocol = (typeof protocols)[number]

export interface SplitOptions {
  protocol: Protocol
  /** `random`: parts for learning, choosing and testing; default 8:1:1. The middle part is masked when testing, never learnt from. */
  parts?: readonly [number, number, number]
  /** `time-split`: everything from here on is to be foretold; default: the newest fifth of the log. */
  from?: number
  seed?: number
}

/** One row a customer; items oldest first, each once. */
export interface Split {
  learn: number[][]
  /** Known, but not learnt from: never counted as a find. */
  masked: number[][]
  test: number[][]
  items: number
}

/** Each customer's items in the order of their first time, with first and newest time. */
function histories({
  customers,
  customer,
  item,
  time,
}: InteractionLog): { item: number; first: number; last: number }[][] {
  const rows = customers.map(() => new Map<number, { item: number; first: number; last: number }>())
  for (let at = 0; at < item.length; at += 1) {
    const row = rows[customer[at] ?? 0]
    const one = item[at] ?? 0
    const now = time[at] ?? 0
    const known = row?.get(one)
    if (known) known.last = now
    else row?.set(one, { item: one, first: now, last: now })
  }
  return rows.map((row) => [...row.values()])
}

/** When each customer first had to do with each item. */
export function firstTimes({ customers, customer, item, time }: InteractionLog): TimeOf {
  const rows = customers.map(() => new Map<number, number>())
  for (let at = 0; at < item.length; at += 1) {
    const row = rows[customer[at] ?? 0]
    const one = item[at] ?? 0
    if (row && !row.has(one)) row.set(one, time[at] ?? 0)
  }
  return (who, what) => rows[who]?.get(what) ?? 0
}

/** Deterministic. Customers with too little history are learnt from and not tested. */
export function splitLog(log: InteractionLog, options: SplitOptions): Split {
  const split: Split = { learn: [], masked: [], test: [], items: log.items.length }
  const add = (learn: number[], masked: number[], test: number[]): void => {
    split.learn.push(learn)
    split.masked.push(masked)
    split.test.push(learn.length === 0 ? [] : test)
  }
  switch (options.protocol) {
    case 'leave-last-out':
      for (const row of histories(log)) {
        const items = row.map(({ item }) => item)
        if (items.length < 3) add(items, [], [])
        else add(items.slice(0, -1), [], items.slice(-1))
      }
      return split
    case 'time-split': {
      const from = cutTime(log, options)
      const cut = upTo(log, from)
      const all = histories(log)
      for (const [customer, known] of histories(cut).entries())
        add(
          // A purchase that was repeated counts from its newest time.
          known.sort((a, b) => a.last - b.last).map(({ item }) => item),
          [],
          (all[customer] ?? []).filter(({ first }) => first >= from).map(({ item }) => item),
        )
      return split
    }
    case 'random': {
      const random = seededRandom(options.seed ?? 1)
      const [learn, choose, test] = options.parts ?? [8, 1, 1]
      const whole = learn + choose + test
      for (const row of histories(log)) {
        const parts: [number[], number[], number[]] = [[], [], []]
        const order = row.map((_, at) => ({ at, key: random() })).sort((a, b) => a.key - b.key)
        const toTest = Math.round((row.length * test) / whole)
        const toChoose = Math.round((row.length * choose) / whole)
        const places = new Map(order.map(({ at }, rank) => [at, rank < toTest ? 2 : rank < toTest + toChoose ? 1 : 0]))
        for (const [at, { item }] of row.entries()) parts[places.get(at) ?? 0]?.push(item)
        add(parts[0], parts[1], parts[2])
      }
      return split
    }
  }
}

/** Earlier cuts that a choice by time rests on. */
const innerCuts = 3

/**
 * What may be learnt from, cut again in the same way, for choosing settings without a look at the test; newest first. By time, several times:
 * each foretells as long a time as the test is, the newest right before the test and each further one half of that before the last, as far as a
 * quarter of the time is left to learn from. At random, the part that was put aside for it, if there is one.
 */
export function innerSplits(log: InteractionLog, split: Split, options: SplitOptions): Split[] {
  if (options.protocol !== 'time-split') {
    const aside = split.masked.some((row) => row.length > 0)
    return [
      aside ? { ...split, masked: split.masked.map(() => []), test: split.masked } : heldBack(split, options.protocol),
    ]
  }
  const from = cutTime(log, options)
  const newest = log.time[log.time.length - 1] ?? from
  const oldest = log.time[0] ?? from
  const long = Math.min(newest - from, (from - oldest) / 2)
  const ends = Array.from({ length: innerCuts }, (_, at) => from - (at * long) / 2)
  return ends
    .filter((end, at) => at === 0 || end - long >= oldest + (from - oldest) / 4)
    .map((end) => splitLog(upTo(log, end), { ...options, from: end - long }))
}

const cutTime = (log: InteractionLog, { from }: SplitOptions): number =>
  from ?? log.time[Math.floor(log.time.length * 0.8)] ?? 0

/** The rows before a time. */
function upTo(log: InteractionLog, time: number): InteractionLog {
  const found = log.time.findIndex((one) => one >= time)
  const end = found < 0 ? log.time.length : found
  const { customer, item } = log
  return { ...log, customer: customer.subarray(0, end), item: item.subarray(0, end), time: log.time.subarray(0, end) }
}

/** A part of every customer's row taken away for choosing: the newest item, or a random part. */
export function heldBack(split: Split, protocol: Protocol, seed = 2): Split {
  const random = seededRandom(seed)
  const inner: Split = { learn: [], masked: [], test: [], items: split.items }
  for (const row of split.learn) {
    const held = row.length < 3 ? 0 : protocol === 'leave-last-out' ? 1 : Math.max(1, Math.round(row.length * 0.12))
    const order = row.map((_, at) => ({ at, key: protocol === 'random' ? random() : -at }))
    const places = new Set(
      order
        .sort((a, b) => a.key - b.key)
        .slice(0, held)
        .map(({ at }) => at),
    )
    inner.learn.push(row.filter((_, at) => !places.has(at)))
    inner.test.push(row.filter((_, at) => places.has(at)))
    inner.masked.push([])
  }
  return inner
}
