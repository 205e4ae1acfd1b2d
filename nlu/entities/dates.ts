// What the recognisers say about a date, as ISO 8601 values.
import { z } from 'zod'
import type { Entity } from '../understanding.js'

const readingSchema = z.object({
  type: z.string(),
  value: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
})
type Reading = z.infer<typeof readingSchema>

/**
 * `date` (2026-11-30, or 2026-11-30T15:00:00 with a time of day), `time` (15:00:00), `date-range` ({ start, end }) or `duration`
 * ({ seconds }). Undefined where the recogniser found words but no value.
 */
export function resolveDate(typeName: string, values: unknown): Pick<Entity, 'name' | 'value'> | undefined {
  const readings = z.array(readingSchema).safeParse(values)
  // Readings come past first: "Monday" is the last one or the next one.
  const reading = readings.success ? readings.data.at(-1) : undefined
  if (reading === undefined || reading.value === 'not resolved') return undefined
  const kind = typeName.replace('datetimeV2.', '')
  if (kind.endsWith('range')) return range(reading)
  if (reading.value === undefined) return undefined
  if (kind === 'duration') return { name: 'duration', value: { seconds: Number(reading.value) } }
  if (kind === 'time') return { name: 'time', value: reading.value }
  if (kind === 'date' || kind === 'datetime') return { name: 'date', value: reading.value.replace(' ', 'T') }
  return undefined
}

function range({ start, end }: Reading): Pick<Entity, 'name' | 'value'> | undefined {
  if (start === undefined && end === undefined) return undefined
  const iso = (at: string): string => at.replace(' ', 'T')
  return {
    name: 'date-range',
    value: { ...(start === undefined ? {} : { start: iso(start) }), ...(end === undefined ? {} : { end: iso(end) }) },
  }
}
