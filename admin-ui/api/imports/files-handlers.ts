// Uploaded files and sources behind the sign-in.
import { AppError } from '../../../platform/errors.js'
import type { Handlers } from '../serve.js'
import type { importFilesContract, importSourcesContract } from './files-contract.js'
import type { ImportFiles, ImportSources, PullSource, Source } from './files-port.js'
import { batchOf } from './handlers.js'
import { columnRule } from './rule-view.js'

const plainProblems = <T extends object>(problems: readonly T[]): T[] => problems.map((problem) => ({ ...problem }))

export function importFilesHandlers(files: ImportFiles): Handlers<typeof importFilesContract> {
  return {
    async suggest({ params, query }) {
      const { name } = await files.need(params.file)
      const { rules, sample } = await files.suggest(params.file, query.country)
      return { name, rules: columnRule.array().parse(rules), sample }
    },

    async check({ params, body }) {
      const { check, result } = await files.check(params.file, body)
      return { check, ...result, reasons: [...result.reasons] }
    },

    async report({ params, query }) {
      const { findings, next } = await files.report(params.file, params.check, query)
      return {
        findings: findings.map(({ problems, ...one }) => ({ ...one, problems: plainProblems(problems) })),
        next: next ?? null,
      }
    },

    async commit({ params, body }, caller) {
      const batch = await files.commit(params.file, body, caller.user.name)
      caller.remarks['batch'] = batch.id
      return { batch: batchOf(batch) }
    },

    async remove({ params }) {
      await files.remove(params.file)
      return {}
    },
  }
}

const sourceOf = ({ id, run, rules, ...source }: Source) => ({
  ...{ name: id, kind: source.kind, paused: source.paused },
  trust: source.trust ?? null,
  definition: { ...source.definition },
  rules: rules ? rules.map((rule) => ({ ...rule })) : null,
  everyMinutes: source.everyMinutes ?? null,
  running: run ? { records: run.records } : null,
  nextAt: source.nextAt?.toISOString() ?? null,
  lastAt: source.lastAt?.toISOString() ?? null,
  lastBatch: source.lastBatch ?? null,
  failure: source.failure ?? null,
})

export function importSourcesHandlers(
  sources: ImportSources,
  pull: PullSource | undefined,
): Handlers<typeof importSourcesContract> {
  return {
    list: async () => ({ sources: (await sources.list()).map(sourceOf) }),

    async add({ body }, caller) {
      const { source, writeKey } = await sources.add(body)
      caller.remarks['name'] = source.id
      return { source: sourceOf(source), writeKey: writeKey ?? null }
    },

    async change({ params: { name }, body }, caller) {
      const source = await sources.need(name)
      if (body.everyMinutes !== undefined && !(await sources.reschedule(name, body.everyMinutes)))
        throw new AppError('input-invalid', `everyMinutes: ${name} sends by itself and has no schedule`, {
          details: { field: 'everyMinutes', kind: source.kind },
        })
      if (body.paused !== undefined) await sources.setPaused(name, body.paused)
      Object.assign(caller.remarks, body)
      return { source: sourceOf(await sources.need(name)) }
    },

    async pull({ params: { name } }) {
      const { kind } = await sources.need(name)
      if (kind !== 'rest' && kind !== 'sql')
        throw new AppError('input-invalid', `name: ${name} sends by itself and cannot be asked`, {
          details: { field: 'name' },
        })
      if (!pull) throw new AppError('not-allowed', 'This process asks no sources.')
      await pull(name)
      return {}
    },

    async remove({ params: { name } }) {
      await sources.need(name)
      await sources.remove(name)
      return {}
    },
  }
}
