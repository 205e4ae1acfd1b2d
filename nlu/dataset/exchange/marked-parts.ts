// An example as a sequence of parts, some of them values of entities: how Dialogflow and Botpress write it.
import type { ExchangeEntity, ExchangeExample } from './exchange-set.js'

export interface MarkedPart {
  text: string
  entity?: Pick<ExchangeEntity, 'entity' | 'role' | 'value'>
}

/** The parts in order; joined they are the text. */
export function partsOf({ text, entities }: ExchangeExample): MarkedPart[] {
  const parts: MarkedPart[] = []
  let at = 0
  for (const { start, end, ...entity } of entities) {
    if (start > at) parts.push({ text: text.slice(at, start) })
    parts.push({ text: text.slice(start, end), entity })
    at = end
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}

/** The example made of parts, without the blanks at its ends; undefined when nothing is left. */
export function exampleOf(parts: readonly MarkedPart[]): ExchangeExample | undefined {
  let whole = ''
  const entities: ExchangeEntity[] = []
  for (const { text, entity } of parts) {
    if (entity !== undefined && text.trim() !== '') {
      const lead = text.length - text.trimStart().length
      entities.push({ ...entity, start: whole.length + lead, end: whole.length + text.trimEnd().length })
    }
    whole += text
  }
  const text = whole.trim()
  if (text === '') return undefined
  const lead = whole.length - whole.trimStart().length
  return {
    text,
    entities: entities.map((entity) => ({ ...entity, start: entity.start - lead, end: entity.end - lead })),
  }
}
