// What the admin API needs from the other rooms, in its own words. knowledge/, bot/ and nlu/ satisfy these shapes; server.ts connects them.
import type { Recommendation } from '../../bot/domain/commerce.js'
import type { Order } from '../../bot/domain/commerce.js'
import type { Conversation } from '../../bot/domain/conversation.js'
import type { Customer } from '../../bot/domain/customer.js'
import type { ConversationId, CustomerId, ReceiptId } from '../../bot/domain/ids.js'
import type { Locale, LocalizedText } from '../../bot/domain/locale.js'
import type { Message } from '../../bot/domain/message.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import type { Finding } from '../../nlu/dataset/lint/finding.js'
import type { Language, Understanding } from '../../nlu/understanding.js'

/** Somebody of the shop who acts. */
export interface Person {
  id: string
  name: string
}

export type ConversationsView = 'queue' | 'person' | 'bot' | 'open' | 'resolved'

export interface ConversationFilter {
  view: ConversationsView
  channel?: string | undefined
  language?: Locale | undefined
  /** Words or characters that a message of the conversation holds; matches inside words, Chinese included. */
  text?: string | undefined
  cursor?: string | undefined
  limit: number
}

export interface ConversationEntry {
  conversation: Conversation
  customer: Pick<Customer, 'id' | 'number' | 'name'> | undefined
  lastMessage: Message | undefined
  found?: { text: string; seq: number }
}

export interface Note {
  id: string
  conversationId: ConversationId
  author: Person
  text: string
  at: Date
}

export interface ConversationsReader {
  /** Newest activity first; the queue longest waiting first. Rejects with `input-invalid` for a cursor of another list. */
  list(filter: ConversationFilter): Promise<{ items: readonly ConversationEntry[]; next: string | null }>
  counts(): Promise<{ views: Readonly<Record<ConversationsView, number>>; channels: readonly string[] }>
  get(id: ConversationId): Promise<ConversationEntry | undefined>
  /** The newest `limit` messages with seq < `before`, oldest first, with the receipts of their turns and the notes of the conversation. */
  transcript(
    id: ConversationId,
    window: { before?: number | undefined; limit: number },
  ): Promise<{ messages: readonly Message[]; receipts: readonly Receipt[]; notes: readonly Note[]; earlier: boolean }>
  /** The customer as the panel shows them. */
  customer(id: CustomerId): Promise<CustomerPanel | undefined>
  /** Conversations written at or after `since`, oldest change first. */
  changedSince(since: Date, limit: number): Promise<readonly { id: ConversationId; version: number; updatedAt: Date }[]>
}

export interface CustomerPanel {
  customer: Customer
  /** Newest first. */
  orders: readonly Order[]
  recommendations: readonly (Recommendation & { title: LocalizedText; becauseTitle?: LocalizedText })[]
  conversations: readonly Conversation[]
}

/** What came of an action on a conversation. */
export type DeskOutcome =
  | { kind: 'done' }
  /** Somebody else has it, or it changed hands since the caller looked. */
  | { kind: 'conflict'; owner: Conversation['owner']; person?: Person }
  | { kind: 'not-found' }

/** The hand-off commands of the dialogue: conditional writes on owner and epoch. */
export interface Desk {
  claim(id: ConversationId, by: Person, epoch: number): Promise<DeskOutcome>
  /** `clientId` makes sending again harmless. */
  reply(
    id: ConversationId,
    by: Person,
    epoch: number,
    message: { text: string; clientId: string },
  ): Promise<DeskOutcome>
  handBack(id: ConversationId, by: Person, epoch: number): Promise<DeskOutcome>
  resolve(id: ConversationId, by: Person, epoch: number): Promise<DeskOutcome>
}

export interface Notes {
  /** Idempotent by `note.id`; answers with the stored note. */
  add(note: Note): Promise<Note>
}

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

export interface ArticleTitles {
  list(): Promise<readonly { id: string; title: LocalizedText }[]>
}

export interface Miss {
  id: ReceiptId
  conversationId: ConversationId
  text: string
  language: Language
  outcome: string
  at: Date
  candidates: readonly { intent: string; confidence: number }[]
}

export interface Misses {
  /** Not dealt with, since `since`, newest first. */
  open(since: Date, limit: number): Promise<readonly Miss[]>
  get(ids: readonly string[]): Promise<readonly Miss[]>
  /** Idempotent. */
  markHandled(ids: readonly string[], how: { kind: 'intent' | 'not-ours'; intent?: string; by: string }): Promise<void>
  countOpen(since: Date): Promise<number>
}

export interface Figures {
  conversations: number
  messages: number
  handOffs: number
  misses: number
  resolved: number
}

export interface HomeFigures {
  /** One entry for each of the periods that begin at `starts` and end at the next (the last one now). */
  series(starts: readonly Date[], until: Date): Promise<readonly Figures[]>
  answered(since: Date, until: Date): Promise<{ answered: number; turns: number; medianMs: number | null }>
  queue(): Promise<{ length: number; waitingSince: Date | null }>
  deadJobs(): Promise<readonly { name: string; count: number }[]>
}
