// What the NLU layer says about one message: the only type other rooms need to know of it.

/** `mixed`: English and Chinese in one message; `other`: neither, answered honestly. */
export type Language = 'en' | 'zh' | 'mixed' | 'other'

/** Half-open range of UTF-16 code units in the original text: `text.slice(start, end)`. */
export interface Span {
  start: number
  end: number
}

/** A stretch of a message in one language. */
export interface LanguageSpan {
  /** BCP 47: `en`, `zh-Hans`, `zh-Hant`, `zh-Latn` (pinyin), `ja`, `fr` …; `und` where only the script is known. */
  language: string
  span: Span
}

/**
 * A value found in the text. `value` is normalised (ISO date, number, canonical list item, `{ amount, currency }` of money, without the
 * currency where none is named …), `text` is as written.
 */
export interface Entity {
  /** e.g. `order-number`, `email`, `phone`, `money`, `number`, `date`, or the name of an admin-defined list or pattern. */
  name: string
  text: string
  span: Span
  value: string | number | boolean | Readonly<Record<string, unknown>>
  confidence: number
  /** Which recogniser found it: `pattern`, `list`, `recognizers`, `tagger`. */
  source: string
  /** What it is in the sentence, where annotated examples said so: `from`, `to`. */
  role?: string
}

export interface IntentCandidate {
  intent: string
  /** Calibrated: of the answers given with 0.8, about 80 % are right. */
  confidence: number
}

interface PartBase {
  /** The part's own text and where it stands in the message. */
  text: string
  span: Span
  entities: readonly Entity[]
  /** Best first; never empty unless the model has no intents. */
  candidates: readonly IntentCandidate[]
  /** The example of the best intent that is most like this part; only where a sentence vector was asked for. */
  evidence?: { intent: string; example: string; similarity: number }
}

/** One request inside a message: a message may hold two ("cancel it and send the refund to my card"). */
export type Part =
  | (PartBase & { kind: 'understood'; intent: string; confidence: number })
  | (PartBase & { kind: 'ambiguous'; intents: readonly string[]; confidence: number })
  | (PartBase & { kind: 'out-of-scope'; confidence: number })

export interface Sentiment {
  polarity: 'negative' | 'neutral' | 'positive'
  /** -1 (worst) … 1 (best). */
  score: number
  strength?: 'none' | 'clear' | 'strong'
  /** 0 … 1: how pressing it is. */
  urgency?: number
  politeness?: 'polite' | 'plain' | 'abusive'
  /** 0 … 1: how much trouble the customer says to have had so far. */
  effort?: number
}

export interface Understanding {
  text: string
  language: Language
  /** Which language each stretch is in; what is neither English nor Chinese is named and not understood. */
  languages?: readonly LanguageSpan[]
  /** `understood` when any part is; else `ambiguous` when any part is; else `out-of-scope`. */
  kind: Part['kind']
  sentiment: Sentiment
  /** At least one. */
  parts: readonly Part[]
  /** Id of the model version that answered. */
  model: string
  /**
   * What the sentence encoder gave to this answer: `used`; `not-needed`: the n-grams were sure; `late` or `absent`: the n-grams answered
   * alone although it was wanted. Missing for models trained without one.
   */
  encoder?: 'used' | 'not-needed' | 'late' | 'absent'
  /** Only this many UTF-16 code units were read: the text was longer than the limit. */
  truncatedAt?: number
}

/** What the conversation already knows, so that a short answer ("the second one") can be read in its light. */
export interface UnderstandingContext {
  /** Language of the conversation so far: used when the text alone cannot tell ("ok", "A1001"). */
  language?: 'en' | 'zh'
  /** Intents that the open flow expects next; they win near ties. */
  expectedIntents?: readonly string[]
}

/** The port that the dialogue engine calls. */
export interface Understander {
  understand(text: string, context?: UnderstandingContext): Promise<Understanding>
}
