// The commands of `npm run identity` that work on the record: suggest, merge, unmerge, rules.
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { CustomerId } from '../../bot/domain/ids.js'
import { createAdminRecord } from '../../knowledge/index.js'
import { systemClock } from '../../platform/clock.js'
import { numberOption, optional, required, usageError, type Given, type Subcommand } from '../lib/command.js'
import { withRecord } from '../lib/with-record.js'

type Desk = ReturnType<typeof createAdminRecord>['identity']

const withDesk = <T>(work: (desk: Desk) => Promise<T>): Promise<T> =>
  withRecord((store) => work(createAdminRecord(store, systemClock).identity))

/** Who is written into the history. */
const me = (given: Given): string => optional(given, 'by') ?? `command:${userInfo().username}`

const suggest = (given: Given) =>
  withDesk(async (desk) => {
    const limit = numberOption(given, 'limit', 20, 1, 1000)
    const found = await desk.suggestions.run()
    const { items, total } = await desk.suggestions.list({ state: 'open', limit })
    const { likelyFrom } = (await desk.rules.get()).rules.likeness
    return {
      ...found,
      open: total,
      measured: await desk.suggestions.measured(likelyFrom),
      suggestions: items.map(({ id, keep, gone, probability, evidence }) => ({
        ...{ id, keep, gone, probability: Number(probability.toFixed(4)) },
        why:
          evidence.key ?? evidence.fields?.map(({ field, level }) => `${field} ${level}`).join(', ') ?? evidence.kind,
      })),
    }
  })

const merge = (given: Given) =>
  withDesk(async (desk) => {
    const suggestion = optional(given, 'suggestion')
    const made =
      suggestion === undefined
        ? await desk.merges.merge(
            { keep: required(given, 'keep') as CustomerId, gone: required(given, 'gone') as CustomerId },
            { kind: 'person' },
            me(given),
          )
        : await desk.suggestions.accept(suggestion, me(given), optional(given, 'keep') as CustomerId | undefined)
    if (made === 'already') return { merged: false, message: 'They are one person already.' }
    const person = await desk.person(made.keep)
    return { merged: true, merge: made.id, keep: made.keep, gone: made.gone, conflicts: person?.conflicts ?? [] }
  })

const unmerge = (given: Given) =>
  withDesk(async (desk) => {
    const undone = await desk.merges.unmerge(required(given, 'merge'), me(given))
    if (undone === 'already') return { undone: false, message: 'This merge is undone already.' }
    return { undone: true, merge: undone.id, restored: [undone.keep, undone.gone] }
  })

const dismiss = (given: Given) =>
  withDesk(async (desk) => {
    const { id, state } = await desk.suggestions.dismiss(required(given, 'suggestion'), me(given))
    return { id, state }
  })

async function readRulesFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw usageError(`--set ${path}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

const rules = (given: Given) =>
  withDesk(async (desk) => {
    const path = optional(given, 'set')
    if (path === undefined) return desk.rules.get()
    const wanted = await readRulesFile(path)
    const seen = optional(given, 'seen')
    if (seen !== undefined)
      return desk.rules.set(wanted, { version: (await desk.rules.get()).version, seen, by: me(given) })
    const run = await desk.rules.dryRun(wanted)
    return {
      dryRun: run.id,
      version: run.version,
      addedPairs: run.added.length,
      droppedPairs: run.dropped.length,
      wouldMerge: run.wouldMerge.length,
      mergesNoLongerMade: run.noLongerMade.length,
      shownOtherwise: run.shownOtherwise,
      next: `Nothing was changed. To set these rules: npm run identity -- rules --set ${path} --seen ${run.id}`,
    }
  })

const text = { type: 'string' as const }

export const deskUsage = `npm run identity -- suggest [--limit 20]
    Looks for records of one person, merges what the rules may merge, and lists what people should decide.
npm run identity -- merge --keep ID --gone ID | --suggestion ID [--keep ID]
npm run identity -- dismiss --suggestion ID
npm run identity -- unmerge --merge ID
npm run identity -- rules [--set FILE.json [--seen DRY-RUN]]
    Shows the rules, tries other ones without changing anything, and sets them once the dry run was seen.`

export const deskCommands: readonly [string, Subcommand][] = [
  ['suggest', { options: { limit: text }, run: suggest }],
  ['merge', { options: { keep: text, gone: text, suggestion: text, by: text }, run: merge }],
  ['dismiss', { options: { suggestion: text, by: text }, run: dismiss }],
  ['unmerge', { options: { merge: text, by: text }, run: unmerge }],
  ['rules', { options: { set: text, seen: text, by: text }, run: rules }],
]
