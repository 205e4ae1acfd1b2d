// From one message to an `Understanding`: fold, detect the language, find entities, classify, split, weigh the feeling.
import { systemClock, type Clock } from '../platform/clock.js'
import { entityFinder, type FindEntities } from './entities/entity-finder.js'
import { decide, type Decision } from './intents/decide.js'
import { IntentScorer } from './intents/intent-scorer.js'
import { splitRequests } from './intents/split-requests.js'
import { detectLanguage } from './languages/detect-language.js'
import { fold, originalSpan, type Folded } from './languages/fold.js'
import type { TrainedModel } from './registry/trained-model.js'
import { sentimentOf } from './sentiment/sentiment.js'
import type { Entity, Part, Span, Understander, Understanding, UnderstandingContext } from './understanding.js'

export interface SwappableUnderstander extends Understander {
  /** The next message is answered by this model; messages on their way finish with the old one. Takes milliseconds. */
  swap(model: TrainedModel, version: string): void
  /** Id of the model version that answers. */
  version(): string
}

/** A model made ready to answer. */
interface Loaded {
  version: string
  model: TrainedModel
  scorer: IntentScorer
  findEntities: FindEntities
}

function load(model: TrainedModel, version: string): Loaded {
  const scorer = new IntentScorer(model.intentModel)
  return {
    version,
    model,
    scorer,
    findEntities: entityFinder(model.settings.entities, (word) => scorer.knows(word)),
  }
}

/** Answers any text, never rejects: of a text longer than `readLimit` only the beginning is read, and `truncatedAt` says so. */
export function createUnderstander(
  model: TrainedModel,
  version: string,
  { clock = systemClock }: { clock?: Clock } = {},
): SwappableUnderstander {
  let loaded = load(model, version)
  return {
    swap: (next, id) => {
      loaded = load(next, id)
    },
    version: () => loaded.version,
    understand: async (text, context = {}) => understand(loaded, text, context, clock.now()),
  }
}

function understand(loaded: Loaded, text: string, context: UnderstandingContext, now: Date): Understanding {
  const { model, scorer } = loaded
  const folded = fold(text)
  const language = detectLanguage(folded.text, context.language, (word) => scorer.knows(word))
  const entities = loaded.findEntities(text, folded, language, now)
  const judge = (from: number, to: number): Decision =>
    decide(scorer, folded.text.slice(from, to), model.settings, context.expectedIntents)
  const whole = judge(0, folded.text.length)
  const requests = splitRequests(folded.text, whole, ({ from, to }) => judge(from, to))
  const parts = requests.map(({ stretch, decision }): Part => {
    const span = requests.length === 1 ? { start: 0, end: text.length } : originalSpan(folded, stretch.from, stretch.to)
    return { ...decision, text: text.slice(span.start, span.end), span, entities: entitiesOf(span, entities) }
  })
  return {
    text,
    language,
    kind: overallKind(parts),
    sentiment: sentimentOf(folded.text),
    parts,
    model: loaded.version,
    ...truncation(folded),
  }
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

const truncation = ({ truncatedAt }: Folded): Pick<Understanding, 'truncatedAt'> =>
  truncatedAt === undefined ? {} : { truncatedAt }
