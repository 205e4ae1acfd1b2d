// What the bench compares: anything that learns from labelled texts and names an intent.
import type { NamedSpan } from '../span-f1.js'
import type { PublicRow } from './public-sets.js'

export interface Answer {
  intent: string
  /** Higher: more surely in scope. Comparable within one engine only. */
  score: number
}

export interface TrainedEngine {
  answer(texts: readonly string[]): Promise<Answer[]>
  /** Bytes on disk, where the engine has a form for it. */
  modelBytes?: number
}

export interface Engine {
  name: string
  train(rows: readonly PublicRow[], seed: number): Promise<TrainedEngine>
  /** Where it finds entities: learns from annotated rows, then finds spans. */
  learnSpans?(
    rows: readonly PublicRow[],
    seed: number,
  ): Promise<(text: string) => readonly NamedSpan[] | Promise<readonly NamedSpan[]>>
  /** Answers so few sentences a second that slips and few rows are judged on fewer of them. */
  slow?: boolean
}
