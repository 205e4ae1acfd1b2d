// The port of the semantic tier: sentences in, unit vectors out. Everything that implements it passes `encoder.contract.ts`.

/** Which encoder made a vector: vectors of different stamps must never be compared. */
export interface EncoderStamp {
  /** `kefu-mini-en` */
  name: string
  /** SHA-256 of its files, hex. */
  checksum: string
  dimensions: number
}

export interface EncodeOptions {
  /** Rejects with `encoder-late` when there is no answer after this time. Default: waits as long as it takes. */
  deadlineMs?: number
  /** Messages of customers (`now`, the default) go before training texts (`later`). */
  urgency?: 'now' | 'later'
}

export interface SentenceEncoder {
  readonly stamp: EncoderStamp
  readonly language: EncoderLanguage
  /**
   * One unit vector a text, in order; the same text gives the same vector within rounding of what it was batched with. Never blocks this
   * thread for long. Rejects with `encoder-late` or, when the encoder cannot run, `encoder-failed`.
   */
  encode(texts: readonly string[], options?: EncodeOptions): Promise<Float32Array[]>
}

export type EncoderLanguage = 'en' | 'zh'
export const encoderLanguages: readonly EncoderLanguage[] = ['en', 'zh']

/** At most one encoder a language. */
export type Encoders = Partial<Record<EncoderLanguage, SentenceEncoder>>

/** In the order of the languages: what names a training beside its data. */
export const stampsOf = (encoders: Partial<Record<EncoderLanguage, { stamp: EncoderStamp }>>): EncoderStamp[] =>
  encoderLanguages.flatMap((language) => encoders[language]?.stamp ?? [])
