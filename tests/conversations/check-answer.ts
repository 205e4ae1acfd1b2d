// Compares one answer with what a story's `bot` step expects; a mismatch shows the whole answer.
import { expect } from 'vitest'
import type { ConsoleLine } from '../../channels/scripted/console.js'
import type { BotStep } from './story.js'

/** Everything a customer reads: texts, card titles and facts. */
function readable(line: ConsoleLine): string {
  return line.replies
    .flatMap(({ text, card }) => [
      text,
      ...(card ? [card, ...(card.items ?? [])] : []).flatMap(({ title, subtitle, facts }) => [
        title,
        subtitle ?? '',
        ...(facts ?? []).map(({ label, value }) => `${label}: ${value}`),
      ]),
    ])
    .join('\n')
}

function contains(text: string, wanted: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(wanted)?.[1]
  return pattern === undefined
    ? text.toLowerCase().includes(wanted.toLowerCase())
    : new RegExp(pattern, 'iu').test(text)
}

export function checkAnswer(step: BotStep, line: ConsoleLine | undefined): void {
  if (line === undefined) throw new Error('a bot step stands before the first user step')
  const context = JSON.stringify(line, null, 1)
  const text = readable(line)
  if (step.silent) expect(line.replies, context).toEqual([])
  else if (line.error === undefined) expect(line.replies.length, context).toBeGreaterThan(0)
  for (const wanted of step.bot) {
    expect(
      contains(line.error === undefined ? text : `${line.error.code}: ${line.error.message}`, wanted),
      `“${wanted}” in ${context}`,
    ).toBe(true)
  }
  for (const unwanted of step.not ?? []) expect(contains(text, unwanted), `no “${unwanted}” in ${context}`).toBe(false)
  const labels = line.replies.flatMap(({ quickReplies }) => quickReplies ?? []).map(({ label }) => label)
  for (const offer of step.offers ?? [])
    expect(
      labels.some((label) => contains(label, offer)),
      `offer “${offer}” in ${context}`,
    ).toBe(true)
  if (step.flow !== undefined) expect(line.receipt?.flow, context).toBe(step.flow)
  if (step.outcome !== undefined) expect(line.receipt?.outcome, context).toBe(step.outcome)
  if (step.article !== undefined) expect(line.receipt?.article?.url, context).toContain(step.article)
  if (step.intent !== undefined)
    expect(
      line.understanding?.parts.map(({ intent }) => intent),
      context,
    ).toContain(step.intent)
  if (step.kind !== undefined) expect(line.understanding?.kind, context).toBe(step.kind)
  if (step.language !== undefined) expect(line.understanding?.language, context).toBe(step.language)
  if (step.sentiment !== undefined)
    expect(line.understanding?.sentiment, context).toMatchObject({ polarity: step.sentiment })
  if (step.card !== undefined)
    expect(
      line.replies.map(({ card }) => card?.kind),
      context,
    ).toContain(step.card)
  if (step.recommendations !== undefined) {
    const shown = line.receipt?.recommendations ?? []
    expect(shown.length, context).toBeGreaterThanOrEqual(step.recommendations)
    for (const { reason } of shown) expect(reason, context).not.toBe('')
  }
}
