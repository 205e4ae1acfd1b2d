// Reads the public sets that the bench measures on. They are not part of the repository.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const rowSchema = z.object({
  text: z.string(),
  intent: z.string(),
  entities: z.array(z.object({ entity: z.string(), start: z.number(), end: z.number() })).optional(),
})
export type PublicRow = z.infer<typeof rowSchema>

export interface PublicSet {
  name: string
  train: PublicRow[]
  /** In scope only. */
  test: PublicRow[]
  /** Texts that no intent should claim. */
  outOfScope: string[]
}

const outOfScopeLabel = 'oos'

export function readRows(file: string): PublicRow[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)))
}

/** Undefined where the set is not on this machine. */
export function readPublicSet(folder: string, name: string): PublicSet | undefined {
  const at = join(folder, name)
  if (!existsSync(join(at, 'train.jsonl')) || !existsSync(join(at, 'test.jsonl'))) return undefined
  const test = readRows(join(at, 'test.jsonl'))
  return {
    name,
    train: readRows(join(at, 'train.jsonl')).filter((row) => row.intent !== outOfScopeLabel),
    test: test.filter((row) => row.intent !== outOfScopeLabel),
    outOfScope: test.filter((row) => row.intent === outOfScopeLabel).map((row) => row.text),
  }
}
