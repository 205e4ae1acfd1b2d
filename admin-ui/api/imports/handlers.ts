// Imports behind the sign-in: the port's answers as the contract shows them.
import type { Handlers } from '../serve.js'
import type { BatchView, importsContract } from './contract.js'
import { columnRule } from './rule-view.js'
import type { Batch, Imports, Lineage, Problem } from './port.js'

export const batchOf = ({
  id,
  key,
  source,
  state,
  counts,
  by,
  startedAt,
  finishedAt,
  failure,
  undo,
}: Batch): BatchView => ({
  ...{ id, key, source, state, counts, by },
  startedAt: startedAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
  failure: failure ?? null,
  undo: undo ? { ...undo, at: undo.at.toISOString() } : null,
})

const plain = (problems: readonly Problem[]) => problems.map((problem) => ({ ...problem }))
const valueOf = (value: Lineage['value']) => (typeof value === 'object' ? [...value] : value)

function originOf(origin: Lineage['origin']) {
  if (origin.kind === 'other') return { ...origin, rule: origin.rule ?? null, at: origin.at.toISOString() }
  const { rule, at, ...rest } = origin
  return {
    ...rest,
    column: rule?.column ?? null,
    type: rule?.kind === 'trait' ? rule.type : null,
    at: at.toISOString(),
  }
}

export function importsHandlers(imports: Imports): Handlers<typeof importsContract> {
  const { batches, letters } = imports
  return {
    list: async ({ query }) => ({ batches: (await batches.list(query.limit)).map(batchOf) }),

    async get({ params }) {
      const batch = await batches.need(params.batch)
      const rules = columnRule.array().safeParse(batch.plan['rules'])
      return {
        batch: batchOf(batch),
        rules: rules.success ? rules.data : [],
        letters: { ...(await letters.count(batch.id)) },
      }
    },

    async letters({ params, query }) {
      const { id } = await batches.need(params.batch)
      const found = await letters.list({ batch: id, ...query })
      return {
        letters: found.map(({ problems, cells = [], raw, customer, ...letter }) => ({
          ...letter,
          problems: plain(problems),
          cells: cells.map(([column, cell]): [string, string] => [column, cell]),
          raw: raw ?? null,
          customer: customer ?? null,
        })),
        next: found.length === query.limit ? (found.at(-1)?.row ?? null) : null,
      }
    },

    async replay({ params, body }) {
      const replayed = await imports.replay(params.letter, body.set)
      return { outcome: replayed.kind, problems: replayed.kind === 'invalid' ? plain(replayed.problems) : [] }
    },

    dismiss: async ({ params }) => ({ dismissed: await letters.dismiss(params.letter) }),

    undo: async ({ params }, { user }) => ({ batch: batchOf(await imports.undo(params.batch, user.name)) }),

    async dictionary() {
      const { customers, entries } = await imports.dictionary()
      return {
        customers,
        entries: entries.map(({ types, oldest, newest, sources, ...entry }) => ({
          ...entry,
          types: { ...types },
          oldest: oldest?.toISOString() ?? null,
          newest: newest?.toISOString() ?? null,
          sources: sources.map((source) => ({ ...source })),
        })),
      }
    },

    async setOwner({ params, body }) {
      await imports.setOwner(params.name, body.owner)
      return {}
    },

    async lineage({ params }) {
      const values = await imports.lineage(params.customer)
      return {
        values: values.map(({ value, origin, earlier, ...rest }) => ({
          ...rest,
          value: valueOf(value),
          origin: originOf(origin),
          earlier: earlier.map((one) => ({ ...one, value: valueOf(one.value), at: one.at.toISOString() })),
        })),
      }
    },
  }
}
