// Decides on stretches of one message: by n-grams, and by sentence vectors too where the n-grams are not sure.
import type { EncodeOptions, EncoderLanguage, Encoders } from '../encoder/encoder.js'
import { decide, ngramEvidence, type Decision, type Evidence, type NgramSettings } from '../intents/decide.js'
import type { IntentScorer } from '../intents/intent-scorer.js'
import type { Part, Understanding } from '../understanding.js'
import { fuse, logProbabilities } from './fusion.js'
import { scopeScore, scopeSigns } from './in-scope.js'
import { SemanticScorer, type SemanticPart } from './semantic-part.js'
import { encoderLanguageOf } from './vector-table.js'

export type Judgement = Decision & Pick<Part, 'evidence'>
type EncoderUse = NonNullable<Understanding['encoder']>

/** Evidence, what the encoder gave to it, and the example of the best intent that is most like the text. */
export interface Assessment extends Evidence {
  encoder: EncoderUse
  nearest?: NonNullable<Part['evidence']>
}

/** An encoder that takes longer is not waited for: the n-grams answer alone. */
const deadlineMs = 400

interface Undecided {
  at: number
  folded: string
  evidence: Evidence
  ngrams: Float64Array
  known: number
}

/** One for each loaded model; `message` is called for each message. */
export class SemanticJudge {
  private readonly scorers = new Map<EncoderLanguage, SemanticScorer>()

  constructor(
    private readonly scorer: IntentScorer,
    private readonly settings: NgramSettings,
    private readonly parts: Partial<Record<EncoderLanguage, SemanticPart>>,
    private readonly encoders: Encoders,
  ) {
    for (const language of ['en', 'zh'] as const) {
      const part = parts[language]
      if (part !== undefined) this.scorers.set(language, new SemanticScorer(part))
    }
  }

  /** Names of encoders that this model was trained with and that are not here, or not with the same files. */
  missing(): string[] {
    return [...this.scorers].flatMap(([language, { stamp }]) =>
      this.encoders[language]?.stamp.checksum === stamp.checksum ? [] : [stamp.name],
    )
  }

  /** Judges texts of one message; `use` says in the end what the encoder gave. */
  message(expected: readonly string[] = []): {
    judge: (texts: readonly string[]) => Promise<Judgement[]>
    use: () => EncoderUse | undefined
  } {
    let use: EncoderUse | undefined = this.scorers.size === 0 ? undefined : 'not-needed'
    return {
      use: () => use,
      judge: async (texts) => {
        const found = await this.assess(texts, { deadlineMs })
        for (const { encoder } of found)
          if (use === 'not-needed' || encoder === 'late' || encoder === 'absent') use = encoder
        return found.map(({ nearest, ...evidence }) => {
          const decision = decide(evidence, expected)
          return nearest === undefined ? decision : { ...decision, evidence: nearest }
        })
      },
    }
  }

  /** What is known of each folded text, before anything is decided. Never rejects. */
  async assess(texts: readonly string[], options: EncodeOptions): Promise<Assessment[]> {
    const open = new Map<EncoderLanguage, Undecided[]>()
    const intents = this.scorer.intents.length
    // One piece of memory for all of them is got faster than many small ones.
    const room = new Float64Array(texts.length * intents)
    const assessments = texts.map((folded, at): Assessment => {
      const into = room.subarray(at * intents, (at + 1) * intents)
      const evidence = ngramEvidence(this.scorer, folded, this.settings, into)
      const language = encoderLanguageOf(folded)
      const sureFrom = this.parts[language]?.settings.sureFrom
      if (sureFrom === undefined || evidence.sureness >= sureFrom || evidence.wordless)
        return assessed(evidence, 'not-needed')
      const ngrams = logProbabilities(this.scorer.scores)
      const undecided = { at, folded, evidence, ngrams, known: this.scorer.knownShare }
      const others = open.get(language)
      if (others === undefined) open.set(language, [undecided])
      else others.push(undecided)
      return assessed(evidence, 'absent')
    })
    for (const [language, waiting] of open) {
      const vectors = await this.encode(language, waiting, options)
      waiting.forEach((row, i) => {
        assessments[row.at] =
          typeof vectors === 'string'
            ? { ...row.evidence, encoder: vectors }
            : this.fused(language, row, vectors[i] as Float32Array)
      })
    }
    return assessments
  }

  private async encode(
    language: EncoderLanguage,
    rows: readonly Undecided[],
    options: EncodeOptions,
  ): Promise<Float32Array[] | 'late' | 'absent'> {
    const encoder = this.encoders[language]
    if (encoder === undefined || encoder.stamp.checksum !== this.parts[language]?.examples.stamp.checksum)
      return 'absent'
    try {
      return await encoder.encode(
        rows.map((row) => row.folded),
        options,
      )
    } catch (error) {
      return (error as { code?: string }).code === 'encoder-late' ? 'late' : 'absent'
    }
  }

  private fused(language: EncoderLanguage, row: Undecided, vector: Float32Array): Assessment {
    const { settings } = this.parts[language] as SemanticPart
    const scorer = this.scorers.get(language) as SemanticScorer
    const dense = scorer.opinion(vector)
    const p = fuse(dense, row.ngrams, settings.weights, new Float64Array(row.ngrams.length))
    const top = p.indexOf(p.reduce((best, value) => Math.max(best, value), 0))
    const nearest = scorer.nearest(vector, top)
    const signs = scopeSigns(dense, row.ngrams, top, nearest?.similarity, row.known)
    const inScope = scopeScore(signs, settings.scope)
    const fused = {
      ...row.evidence,
      probabilities: p,
      inScope,
      threshold: settings.threshold,
      encoder: 'used',
    } as const
    if (nearest === undefined) return fused
    const intent = this.scorer.intents[top] as string
    return { ...fused, nearest: { intent, example: nearest.text, similarity: nearest.similarity } }
  }
}

/** Field by field: for each text of thousands a spread would take longer than to decide on it. */
const assessed = (
  { intents, probabilities, inScope, threshold, sureness, wordless }: Evidence,
  encoder: EncoderUse,
): Assessment => ({ intents, probabilities, inScope, threshold, sureness, wordless, encoder })
