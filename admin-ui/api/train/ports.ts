// What teaching the bot needs from the other rooms: intents, their changes, versions of the language model and how well they do.
import type { Locale, LocalizedText } from '../../../bot/domain/locale.js'
import type { Finding } from '../../../nlu/dataset/lint/finding.js'
import type { Understanding } from '../../../nlu/understanding.js'

/** An intent as admins keep it. */
export interface Intent {
  name: string
  description: LocalizedText
  kind: 'flow' | 'article' | 'answer' | 'dialogue'
  article?: string
  answers?: Readonly<Record<Locale, readonly string[]>>
  utterances: Readonly<Record<Locale, readonly string[]>>
  /** Utterances in which values are marked; one entry a text. */
  marks?: readonly MarkedUtterance[]
}

/** A value marked in an utterance: a half-open range of UTF-16 code units. */
export interface Mark {
  entity: string
  start: number
  end: number
  /** What it is in the sentence: `from`, `to`. */
  role?: string
  /** What it stands for, where that is not what is written. */
  value?: string
}

/** Marks in order, without overlaps. */
export interface MarkedUtterance {
  text: string
  entities: readonly Mark[]
}

/** A list of values with synonyms, or a form of writing, as admins define it. */
export type EntityDefinition =
  | { kind: 'list'; name: string; fuzzy?: boolean; values: readonly { value: string; synonyms?: readonly string[] }[] }
  | { kind: 'pattern'; name: string; pattern: string; normalise?: string }

export type EditableIntent = Intent & { version: number }

export type ChangeKind =
  | 'add-intent'
  | 'change-intent'
  | 'delete-intent'
  | 'add'
  | 'edit'
  | 'move'
  | 'remove'
  | 'mark'
  | 'import'
  | 'not-ours'
  | 'undo'

export interface IntentChange {
  id: string
  kind: ChangeKind
  /** Names of the intents it touched. */
  intents: readonly string[]
  /** How many utterances. */
  count: number
  by: string
  at: Date
  undone: boolean
}

/** One intent before or after a change; `null`: there was, or will be, none. */
export interface IntentStep {
  name: string
  before: EditableIntent | null
  after: Intent | null
}

/** Sentences to add to what is out of scope. */
export type NotOurs = Readonly<Record<Locale, readonly string[]>>

export interface IntentStore {
  list(): Promise<readonly EditableIntent[]>
  get(name: string): Promise<EditableIntent | undefined>
  outOfScope(): Promise<Readonly<Record<Locale, readonly string[]>>>
  /** Lists and patterns that belong to every training. */
  entities(): Promise<readonly EntityDefinition[]>
  /**
   * Writes the steps and remembers how to undo them. Each step is conditional on the version of `before`; when one of them fails those
   * already written are taken back and the answer is undefined.
   */
  apply(change: {
    kind: ChangeKind
    count: number
    by: string
    steps: readonly IntentStep[]
    notOurs?: NotOurs
    /** Lists and patterns to add; one whose name is taken stays as it is. */
    entities?: readonly EntityDefinition[]
  }): Promise<IntentChange | undefined>
  changes(limit: number): Promise<readonly IntentChange[]>
  /** Undefined when there is no such change, `conflict` when what it touched was changed since or it is undone already. */
  undo(id: string, by: string): Promise<IntentChange | 'conflict' | undefined>
  /** Changes made after `since`. */
  changesSince(since: Date): Promise<number>
}

export interface TrainingSnapshot {
  /** Id of the model version that was trained from it. */
  version: string
  by: string
  at: Date
  intents: readonly Intent[]
  outOfScope: Readonly<Record<Locale, readonly string[]>>
  report: Report
}

export interface Report {
  examples: number
  accuracy: number
  macroF1: number
  folds: number
  intents: readonly { intent: string; precision: number; recall: number; f1: number; support: number }[]
  confusions: readonly { expected: string; predicted: string; count: number; utterances: readonly string[] }[]
  outOfScope?: { examples: number; rejected: number; inScopeRejected: number }
}

export interface Snapshots {
  insert(snapshot: TrainingSnapshot): Promise<void>
  get(version: string): Promise<TrainingSnapshot | undefined>
  list(limit: number): Promise<readonly Omit<TrainingSnapshot, 'intents' | 'outOfScope'>[]>
  /** What was kept of a version under a key; undefined where nothing was. To be parsed by who asks. */
  analysis(version: string, key: string): Promise<unknown>
  keepAnalysis(version: string, key: string, found: unknown): Promise<void>
}

export type TrainingRun =
  | { state: 'idle' }
  | { state: 'running'; id: string; by: string; startedAt: Date; progress: number; stage: string }
  | { state: 'done'; id: string; version: string; finishedAt: Date }
  | { state: 'cancelled'; id: string; finishedAt: Date }
  | { state: 'failed'; id: string; finishedAt: Date; code: string; reasons: readonly string[] }

/** The one training of an installation, whichever process runs it. */
export interface TrainingRuns {
  current(): Promise<TrainingRun>
  /** False when one is going on. A run whose process died is over after `leaseMs`. */
  begin(run: { id: string; by: string }): Promise<boolean>
  /** Shows progress and extends the lease; false when the run was cancelled or lost. */
  progress(id: string, progress: number, stage: string): Promise<boolean>
  end(
    id: string,
    outcome:
      | { state: 'done'; version: string }
      | { state: 'cancelled' }
      | { state: 'failed'; code: string; reasons: readonly string[] },
  ): Promise<void>
  /** Asks the run to stop, wherever it runs. */
  cancel(): Promise<void>
}

/** From held-out sentences; shares are fractions. */
export interface Curves {
  /** Mean distance of confidence and accuracy. */
  calibrationError: number
  /** Answers by how sure they were, in tenths; tenths without an answer are left out. */
  reliability: readonly { confidence: number; accuracy: number; count: number }[]
  /** What is rightly turned away for what is wrongly turned away, by threshold. */
  outOfScope: {
    sentences: number
    auroc?: number | undefined
    chosen: CurvePoint
    curve: readonly CurvePoint[]
  }
}

export interface CurvePoint {
  threshold: number
  inScopeRejected: number
  caught?: number | undefined
}

export interface ModelVersion {
  id: string
  createdAt: Date
  live: boolean
  /** How many intents and utterances it was trained on, where known. */
  intents?: number
  utterances?: number
}

/** The language models: trained apart from the bot's thread, stored as versions, one of them live. */
export interface Models {
  /**
   * Trains and evaluates on held-out rows, and stores the result as a version that is not live.
   * Rejects with `training-data-invalid` (details.reasons) or with the signal's reason when aborted.
   */
  train(
    set: { intents: readonly Intent[]; outOfScope: Readonly<Record<Locale, readonly string[]>> },
    options: { signal: AbortSignal; onProgress(fraction: number, stage: string): void },
  ): Promise<{ version: string; report: Report }>
  /** What is wrong with the data as a whole. Repeating it for the same data costs nothing. */
  lint(set: {
    intents: readonly Intent[]
    outOfScope: Readonly<Record<Locale, readonly string[]>>
  }): Promise<readonly Finding[]>
  /** Newest first. */
  versions(limit: number): Promise<readonly ModelVersion[]>
  /** What its training measured; undefined for a version that is gone. */
  curves(version: string): Promise<Curves | undefined>
  /** The bot answers with it once this resolves. Rejects with `not-found`. */
  publish(version: string): Promise<void>
  /** Rejects with `not-found`. */
  understand(version: string, text: string, language?: Locale): Promise<Understanding>
  /**
   * The training examples that a text is most like, nearest first; none where the version has no sentence vectors or their encoder is
   * not here. Rejects with `not-found`.
   */
  nearest(version: string, text: string): Promise<readonly { intent: string; example: string; similarity: number }[]>
}
