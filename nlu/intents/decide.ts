// From scores to a decision: understood, ambiguous or out of scope.
import type { IntentCandidate } from '../understanding.js'
import { probabilities, topOf } from './calibration.js'
import type { IntentScorer } from './intent-scorer.js'
import { inScopeScore } from './out-of-scope.js'

export interface NgramSettings {
  temperature: number
  threshold: number
}

/** What is known of one text when it is decided on. */
export interface Evidence {
  intents: readonly string[]
  /** Calibrated probability by intent. */
  probabilities: Float64Array
  /** Compared with the threshold. */
  inScope: number
  threshold: number
  /** 0 … 1, how far the n-grams alone can be trusted to name the right intent: the calibrated top probability × the share of known words. */
  sureness: number
  /** Without one known word there is nothing to go by, whatever the threshold says. */
  wordless: boolean
}

export type Decision =
  | { kind: 'understood'; intent: string; confidence: number; candidates: IntentCandidate[] }
  | { kind: 'ambiguous'; intents: string[]; confidence: number; candidates: IntentCandidate[] }
  | { kind: 'out-of-scope'; confidence: number; candidates: IntentCandidate[] }

/** Two intents are a near tie when the second is at least this likely beside the first … */
const tieRatio = 0.6
/** … and the first is not clear by itself. */
const clearFrom = 0.6
const mostCandidates = 5
const mostTied = 3

/** What the n-grams alone say about folded text. @param into room for the probabilities, which the evidence keeps */
export function ngramEvidence(
  scorer: IntentScorer,
  folded: string,
  settings: NgramSettings,
  into = new Float64Array(scorer.scores.length),
): Evidence {
  scorer.read(folded)
  const { intents, knownShare, scores } = scorer
  const top = topOf(scores)
  const p = probabilities(scores, settings.temperature, into, top)
  const inScope = inScopeScore(scores, knownShare, top)
  const sureness = knownShare * topOf(p)
  return { intents, probabilities: p, inScope, threshold: settings.threshold, sureness, wordless: knownShare === 0 }
}

/** @param expected intents that the open flow waits for: they win near ties */
export function decide(evidence: Evidence, expected: readonly string[] = []): Decision {
  const { intents, probabilities: p, threshold, wordless } = evidence
  const inScope = Math.min(1, evidence.inScope)
  const candidates = largest(p, mostCandidates).map((c) => ({
    intent: intents[c] as string,
    confidence: p[c] as number,
  }))
  const top = candidates[0]
  if (top === undefined) return { kind: 'out-of-scope', confidence: 1, candidates }
  if (inScope < threshold || wordless) return { kind: 'out-of-scope', confidence: 1 - inScope, candidates }
  const tied = candidates.filter(({ confidence }) => confidence >= top.confidence * tieRatio).slice(0, mostTied)
  const awaited = tied.find(({ intent }) => expected.includes(intent))
  if (awaited !== undefined) return { kind: 'understood', ...awaited, candidates }
  if (tied.length > 1 && top.confidence < clearFrom)
    return { kind: 'ambiguous', intents: tied.map(({ intent }) => intent), confidence: top.confidence, candidates }
  return { kind: 'understood', ...top, candidates }
}

/** Positions of the largest numbers, largest first; equal ones in order of position. */
export function largest(p: ArrayLike<number>, count: number): number[] {
  const order: number[] = []
  for (let c = 0; c < p.length; c++) {
    const value = p[c] as number
    if (order.length === count && value <= (p[order[count - 1] as number] as number)) continue
    let at = order.length === count ? count - 1 : order.length
    for (; at > 0 && (p[order[at - 1] as number] as number) < value; at--) order[at] = order[at - 1] as number
    order[at] = c
  }
  return order
}
