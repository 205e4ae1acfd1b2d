// Training data and its fruits as the API shows them.
import type { Curves, EditableIntent, IntentChange, Report, TrainingRun } from '../ports.js'
import { checkAll } from './checks.js'
import type { ChangeView, IntentSummary, IntentView, ReportView, RunView } from './contract.js'

export function summarise(all: readonly EditableIntent[]): IntentSummary[] {
  const issues = checkAll(all)
  return all.map(({ name, description, kind, utterances }) => {
    const own = issues.filter(({ intent }) => intent === name)
    return {
      name,
      description: { ...description },
      kind,
      counts: { en: utterances.en.length, zh: utterances.zh.length },
      issues: own.length,
      severe: own.filter(({ severe }) => severe).length,
    }
  })
}

/** @param all every intent, for what collides between them. */
export function presentIntent(intent: EditableIntent, all: readonly EditableIntent[]): IntentView {
  const { name, description, kind, article, answers, utterances, marks = [], version } = intent
  return {
    ...{ name, description: { ...description }, kind, version },
    ...(article === undefined ? {} : { article }),
    answers: { en: [...(answers?.en ?? [])], zh: [...(answers?.zh ?? [])] },
    utterances: { en: [...utterances.en], zh: [...utterances.zh] },
    marks: marks.map(({ text, entities }) => ({ text, entities: entities.map((mark) => ({ ...mark })) })),
    issues: checkAll(all).filter((issue) => issue.intent === name),
  }
}

export const presentChange = ({ id, kind, intents, count, by, at, undone }: IntentChange): ChangeView => ({
  ...{ id, kind, count, by, undone },
  intents: [...intents],
  at: at.toISOString(),
})

export const presentReport = (report: Report, curves?: Curves): ReportView => ({
  ...report,
  intents: report.intents.map((scores) => ({ ...scores })),
  confusions: report.confusions.map((pair) => ({ ...pair, utterances: [...pair.utterances] })),
  ...(report.outOfScope === undefined ? {} : { outOfScope: { ...report.outOfScope } }),
  ...(curves === undefined
    ? {}
    : {
        curves: {
          calibrationError: curves.calibrationError,
          reliability: [...curves.reliability],
          outOfScope: { ...curves.outOfScope, curve: [...curves.outOfScope.curve] },
        },
      }),
})

export function presentRun(run: TrainingRun): RunView {
  switch (run.state) {
    case 'idle':
      return run
    case 'running':
      return { ...run, startedAt: run.startedAt.toISOString() }
    case 'done':
    case 'cancelled':
      return { ...run, finishedAt: run.finishedAt.toISOString() }
    case 'failed':
      return { ...run, reasons: [...run.reasons], finishedAt: run.finishedAt.toISOString() }
  }
}
