// Import and export of the training data. Files are read and written apart from the server's thread; what an import does is planned anew
// when it is done, and refused where it is no longer what was shown.
import { createHash } from 'node:crypto'
import { AppError } from '../../../platform/errors.js'
import type { EntityDefinition, Intent, IntentStore, NotOurs } from '../ports.js'
import type { Handlers } from '../serve.js'
import { presentChange } from '../train/present.js'
import { formatName, rowStatuses, type DataFileView, type exchangeContract, type FormatName } from './contract.js'
import { countRows, planImport, type ImportPlan, type ReadData } from './plan.js'

/** What nlu does with files. */
export interface TrainingFiles {
  /** Rejects with `training-data-invalid`, naming file, place and reason. */
  read(
    files: readonly DataFileView[],
    format?: FormatName,
  ): Promise<
    ReadData & { format: string; renamed: readonly { from: string; to: string }[]; skipped: readonly string[] }
  >
  write(
    data: { intents: readonly Intent[]; outOfScope: NotOurs; entities: readonly EntityDefinition[] },
    format: FormatName,
  ): Promise<{ files: readonly DataFileView[]; lost: readonly string[] }>
}

export interface ExchangeDeps {
  intents: IntentStore
  files: TrainingFiles
  /** Tells open pages that intents changed. */
  onChanged(): void
}

/** Rows shown of each status. */
const shownRows = 200

export function exchangeHandlers({ intents, files, onChanged }: ExchangeDeps): Handlers<typeof exchangeContract> {
  const present = async () => {
    const [list, outOfScope, entities] = await Promise.all([intents.list(), intents.outOfScope(), intents.entities()])
    return { intents: list, outOfScope, entities }
  }
  const planned = async (given: readonly DataFileView[], format: FormatName | undefined) => {
    const read = await files.read(given, format)
    return { read, plan: planImport(await present(), read) }
  }
  return {
    async check({ body }) {
      const { read, plan } = await planned(body.files, body.format)
      return {
        format: formatName.parse(read.format),
        counts: countRows(plan.rows),
        intents: plan.intents,
        outOfScope: countRows(plan.rows.filter(({ intent, text }) => intent === null && text !== '')),
        rows: rowStatuses.flatMap((status) => plan.rows.filter((row) => row.status === status).slice(0, shownRows)),
        entities: plan.entities,
        renamed: [...read.renamed],
        skipped: [...read.skipped],
        plan: nameOf(plan),
      }
    },

    async import({ body }, { user }) {
      const { plan } = await planned(body.files, body.format)
      if (nameOf(plan) !== body.plan) throw changed()
      const counts = countRows(plan.rows)
      const { steps, notOurs, newEntities: entities } = plan
      if (steps.length + notOurs.en.length + notOurs.zh.length + entities.length === 0) return { change: null, counts }
      const count = counts.new + counts.marked
      const change = await intents.apply({ kind: 'import', count, by: user.name, steps, notOurs, entities })
      if (change === undefined) throw changed()
      onChanged()
      return { change: presentChange(change), counts }
    },

    async export({ query }) {
      const { files: written, lost } = await files.write(await present(), query.format)
      return { files: written.map((file) => ({ ...file })), lost: [...lost] }
    },
  }
}

/** Equal plans have equal names. */
const nameOf = ({ rows, steps, newEntities }: ImportPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([rows, steps.map(({ name, before }) => [name, before?.version ?? null]), newEntities]))
    .digest('hex')

const changed = (): AppError =>
  new AppError('conflict', 'The training data was changed since the import was checked; check it again.', {
    details: { reason: 'import' },
  })
