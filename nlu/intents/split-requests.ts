// One message may hold two requests: "cancel it and send the refund to my card", 取消订单,另外运费多少. Where it could be cut, and whether it should.
import { isHan } from '../languages/scripts.js'
import type { Decision } from './decide.js'

/** A stretch of the folded text. */
export interface Stretch {
  from: number
  to: number
}

/** Decisions on stretches, in order: asked for many at once, because some need a sentence vector each. */
export type Judge = (stretches: readonly Stretch[]) => Promise<Decision[]>

// Said between two requests. Strong ones announce another matter; weak ones and punctuation may stand inside one request as well.
const jointWord =
  /\b(?:and also|and then|but also|also|plus|another thing|one more thing|by the way|and|then)\b|另外|还有|以及|然后|并且|同时|顺便|而且|再帮我|也帮我|再就是|[,;.!?，。；！？\n]/g
const blank = /[\s,;.!?，。；！？、:：]/

/** Both sides must be this sure by themselves: a wrong cut costs more than a request that has to be repeated. */
const surePart = 0.7
const fewestWords = 2
const fewestHan = 3
/** Each cut costs two judgements; in long messages only the first joints are tried. */
const mostJoints = 8
const mostParts = 3

function isLongEnough(text: string): boolean {
  let han = 0
  for (let i = 0; i < text.length && han < fewestHan; i++) if (isHan(text.charCodeAt(i))) han++
  if (han >= fewestHan) return true
  const word = /[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu
  for (let words = 0; words < fewestWords; words++) if (!word.test(text)) return false
  return true
}

/** Where words or marks join two stretches; neighbours with nothing but blanks between them are one joint. Linear. */
function* jointsOf(text: string): Generator<Stretch> {
  let joint: Stretch | undefined
  for (const { index, 0: word } of text.matchAll(jointWord)) {
    const to = index + word.length
    if (joint !== undefined && isBlank(text, joint.to, index)) joint.to = to
    else {
      if (joint !== undefined) yield joint
      joint = { from: index, to }
    }
  }
  if (joint !== undefined) yield joint
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!blank.test(text.charAt(i))) return false
  return true
}

const isSure = (decision: Decision): decision is Extract<Decision, { kind: 'understood' }> =>
  decision.kind === 'understood' && decision.confidence >= surePart

/**
 * The requests of a text in order, with their decisions; the whole text when it holds one. A cut is made only where both sides are
 * understood for sure, as different intents. Expects folded text.
 */
export async function splitRequests(
  folded: string,
  whole: Decision,
  judge: Judge,
): Promise<{ stretch: Stretch; decision: Decision }[]> {
  return splitStretch(folded, { from: 0, to: folded.length }, whole, judge, mostParts)
}

async function splitStretch(
  folded: string,
  stretch: Stretch,
  whole: Decision,
  judge: Judge,
  partsLeft: number,
): Promise<{ stretch: Stretch; decision: Decision }[]> {
  const best = partsLeft > 1 ? await bestCut(folded, stretch, judge) : undefined
  if (best === undefined) return [{ stretch, decision: whole }]
  const tail = await splitStretch(folded, best.right, best.rightDecision, judge, partsLeft - 1)
  return [{ stretch: best.left, decision: best.leftDecision }, ...tail]
}

interface Cut {
  left: Stretch
  right: Stretch
  leftDecision: Decision
  rightDecision: Decision
  sureness: number
}

async function bestCut(folded: string, stretch: Stretch, judge: Judge): Promise<Cut | undefined> {
  const pairs: [Stretch, Stretch][] = []
  for (const joint of jointsOf(folded.slice(stretch.from, stretch.to))) {
    const left = trim(folded, { from: stretch.from, to: stretch.from + joint.from })
    const right = trim(folded, { from: stretch.from + joint.to, to: stretch.to })
    if (!isLongEnough(folded.slice(left.from, left.to)) || !isLongEnough(folded.slice(right.from, right.to))) continue
    if (pairs.push([left, right]) === mostJoints) break
  }
  if (pairs.length === 0) return undefined
  const decisions = await judge(pairs.flat())
  let best: Cut | undefined
  for (const [i, [left, right]] of pairs.entries()) {
    const leftDecision = decisions[2 * i]
    const rightDecision = decisions[2 * i + 1]
    if (leftDecision === undefined || rightDecision === undefined) continue
    if (!isSure(leftDecision) || !isSure(rightDecision) || rightDecision.intent === leftDecision.intent) continue
    const sureness = Math.min(leftDecision.confidence, rightDecision.confidence)
    if (best === undefined || sureness > best.sureness) best = { left, right, leftDecision, rightDecision, sureness }
  }
  return best
}

function trim(text: string, { from, to }: Stretch): Stretch {
  while (from < to && blank.test(text.charAt(from))) from++
  while (to > from && blank.test(text.charAt(to - 1))) to--
  return { from, to }
}
