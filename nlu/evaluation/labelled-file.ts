// Reads a file of labelled sentences, one JSON object a line: {"text": …, "intent": …, "entities": [{"entity", "start", "end"}]}.
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '../../platform/errors.js'

const entitySchema = z
  .object({
    entity: z.string().min(1),
    start: z.number().int().nonnegative(),
    end: z.number().int().positive(),
  })
  .refine(({ start, end }) => start < end, { path: ['end'], error: 'must be after start' })

/** `start` and `end` of an entity are UTF-16 code units of `text`. */
export const labelledSentenceSchema = z
  .object({
    text: z.string().refine((text) => text.trim() !== '', { error: 'is empty' }),
    intent: z.string().refine((intent) => intent.trim() !== '', { error: 'is empty' }),
    entities: z.array(entitySchema).optional(),
  })
  .superRefine(({ text, entities = [] }, context) =>
    entities.forEach(({ end }, i) => {
      if (end > text.length)
        context.addIssue({
          code: 'custom',
          path: ['entities', i, 'end'],
          message: `is ${String(end)}, the text ends at ${String(text.length)}`,
        })
    }),
  )
export type LabelledSentence = z.infer<typeof labelledSentenceSchema>

/** The intent of sentences that no intent should claim. */
export const outOfScopeLabel = 'oos'

/** Wrong lines are listed up to this many. */
const mostReasons = 10

/** @throws AppError `training-data-invalid` that names file, line, field and reason of each wrong line; `input-invalid` for a file that cannot be read */
export async function readLabelledFile(file: string): Promise<LabelledSentence[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code
    throw new AppError('input-invalid', `${file} cannot be read: ${reason}.`, { details: { file, reason }, cause })
  })
  return parseLabelled(text, file)
}

/** @param name stands before the line number in errors */
export function parseLabelled(text: string, name: string): LabelledSentence[] {
  const rows: LabelledSentence[] = []
  const reasons: string[] = []
  let wrong = 0
  text
    .replace(/^\ufeff/, '')
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() === '') return
      const row = parseLine(line)
      if ('reasons' in row) {
        wrong++
        for (const reason of row.reasons)
          if (reasons.length < mostReasons) reasons.push(`${name}, line ${String(i + 1)}: ${reason}`)
      } else rows.push(row.row)
    })
  if (wrong > 0)
    throw new AppError('training-data-invalid', `${String(wrong)} line(s) cannot be used:\n  ${reasons.join('\n  ')}`, {
      details: { wrong, reasons },
    })
  if (rows.length === 0)
    throw new AppError('training-data-invalid', `${name} holds no rows.`, { details: { file: name } })
  return rows
}

function parseLine(line: string): { row: LabelledSentence } | { reasons: string[] } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return { reasons: [`is not JSON (${(error as Error).message})`] }
  }
  const parsed = labelledSentenceSchema.safeParse(value)
  if (parsed.success) return { row: parsed.data }
  return {
    reasons: parsed.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? 'the line' : `field "${path.join('.')}"`}: ${message}`,
    ),
  }
}
