// From one message to an `Understanding`: fold, detect the language, find entities, classify, split, weigh the feeling.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock, type Clock } from '../platform/clock.js'
import type { ProductCatalogue } from './entities/catalogue.js'
import { entityFinder, type FindEntities } from './entities/entity-finder.js'
import { IntentScorer } from './intents/intent-scorer.js'
import { splitRequests, type Stretch } from './intents/split-requests.js'
import { detectLanguage } from './languages/detect-language.js'
import { fold, originalSpan, type Folded } from './languages/fold.js'
import { createLexicon, type Lexicon } from './languages/lexicon.js'
import { nameLanguages } from './languages/name-language.js'
import { readAsMeant } from './languages/read-as-meant.js'
import { isHan } from './languages/scripts.js'
import type { TrainedModel } from './registry/trained-model.js'
import type { Encoders } from './encoder/encoder.js'
import { SemanticJudge } from './semantic/judge.js'
import { sentimentReader, type WeighFeeling } from './sentiment/sentiment.js'
import type { Entity, Part, Span, Understander, Understanding, UnderstandingContext } from './understanding.js'

export interface SwappableUnderstander extends Understander {
  /** The next message is answered by this model; messages on their way finish with the old one. Takes milliseconds. */
  swap(model: TrainedModel, version: string): void
  /** Id of the model version that answers. */
  version(): string
  /** Sentence encoders that the model was trained with and that are not here: it answers by n-grams alone in their languages. */
  missingEncoders(): readonly string[]
  /** What it was given: the next model is trained with the same encoders, and tried with the same names of products. */
  readonly encoders: Encoders
  readonly catalogue: ProductCatalogue | undefined
}

/** What every model of an installation answers with. */
interface Means {
  encoders: Encoders
  /** Names of the products that are sold; may change while it is used. */
  catalogue?: ProductCatalogue | undefined
}

/** A model made ready to answer. */
interface Loaded {
  version: string
  model: TrainedModel
  scorer: IntentScorer
  semantic: SemanticJudge
  findEntities: FindEntities
  lexicon: Lexicon
  weighFeeling: WeighFeeling
}

function load(model: TrainedModel, version: string, { encoders, catalogue }: Means): Loaded {
  const scorer = new IntentScorer(model.intentModel)
  return {
    version,
    model,
    scorer,
    semantic: new SemanticJudge(scorer, model.settings, model.semantic, encoders),
    findEntities: entityFinder(model.settings.entities, (word) => scorer.knows(word), {
      tagger: model.tagger,
      catalogue,
    }),
    lexicon: createLexicon(model.settings.lexicon ?? []),
    weighFeeling: sentimentReader(model.feeling),
  }
}

/** Answers any text, never rejects: of a text longer than `readLimit` only the beginning is read, and `truncatedAt` says so. */
export function createUnderstander(
  model: TrainedModel,
  version: string,
  { clock = systemClock, encoders = {}, catalogue }: { clock?: Clock } & Partial<Means> = {},
): SwappableUnderstander {
  const means = { encoders, catalogue }
  let loaded = load(model, version, means)
  return {
    swap: (next, id) => {
      loaded = load(next, id, means)
    },
    version: () => loaded.version,
    encoders,
    catalogue,
    missingEncoders: () => loaded.semantic.missing(),
    understand: async (text, context = {}) => {
      const answering = loaded
      if (isCrowded()) await nextTurn()
      return understand(answering, text, context, clock.now())
    },
  }
}

/** Messages read in one turn of the event loop; of a crowd the others wait for the next one, so that timers, sockets and the encoder get theirs. */
const mostInOneTurn = 8
let inThisTurn = 0

function isCrowded(): boolean {
  if (inThisTurn === 0) setImmediate(() => (inThisTurn = 0))
  return ++inThisTurn > mostInOneTurn
}

async function understand(
  loaded: Loaded,
  text: string,
  context: UnderstandingContext,
  now: Date,
): Promise<Understanding> {
  const { scorer } = loaded
  const written = fold(text)
  const folded = readAsMeant(written, loaded.lexicon, (word) => scorer.knows(word))
  const language = detectLanguage(folded.text, context.language, (word) => scorer.knows(word))
  const entities = loaded.findEntities(text, folded, language, now)
  const { judge, use } = loaded.semantic.message(context.expectedIntents)
  const judgeStretches = (stretches: readonly Stretch[]): ReturnType<typeof judge> =>
    judge(stretches.map(({ from, to }) => folded.text.slice(from, to)))
  const [whole] = await judge([folded.text])
  if (whole === undefined) throw new Error('one text, one decision')
  const requests = await splitRequests(folded.text, whole, judgeStretches)
  const parts = requests.map(({ stretch, decision }): Part => {
    const span = requests.length === 1 ? { start: 0, end: text.length } : originalSpan(folded, stretch.from, stretch.to)
    return { ...decision, text: text.slice(span.start, span.end), span, entities: entitiesOf(span, entities) }
  })
  return {
    text,
    language,
    languages: nameLanguages(text.slice(0, written.truncatedAt), (start, end) => isRead(folded, start, end)),
    kind: overallKind(parts),
    sentiment: loaded.weighFeeling(folded.text),
    parts,
    model: loaded.version,
    ...encoderUse(use()),
    ...truncation(folded),
  }
}

/** Latin letters there were read as Chinese. */
const isRead = (folded: Folded, start: number, end: number): boolean => {
  for (let i = 0; i < folded.text.length; i++)
    if (folded.start(i) >= start && folded.end(i) <= end && isHan(folded.text.charCodeAt(i))) return true
  return false
}

/** An entity belongs to the part in which it begins. */
const entitiesOf = (span: Span, entities: readonly Entity[]): Entity[] =>
  entities.filter((entity) => entity.span.start >= span.start && entity.span.start < span.end)

const overallKind = (parts: readonly Part[]): Understanding['kind'] =>
  parts.some((part) => part.kind === 'understood')
    ? 'understood'
    : parts.some((part) => part.kind === 'ambiguous')
      ? 'ambiguous'
      : 'out-of-scope'

const encoderUse = (use: Understanding['encoder']): Pick<Understanding, 'encoder'> =>
  use === undefined ? {} : { encoder: use }

const truncation = ({ truncatedAt }: Folded): Pick<Understanding, 'truncatedAt'> =>
  truncatedAt === undefined ? {} : { truncatedAt }
