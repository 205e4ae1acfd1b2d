// How often a feeling is told right: by the word lists alone, and learnt from ratings.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fold } from '../../languages/fold.js'
import { lexiconScore } from '../../sentiment/lexicon-score.js'
import { trainFeeling } from '../../sentiment/feeling-model.js'
import type { Feeling } from './measured.js'

const ratedSchema = z.object({
  text: z.string().min(1),
  polarity: z.enum(['negative', 'positive']),
  /** `dev`: looked at while the word lists were written. */
  part: z.enum(['dev', 'test']).exactOptional(),
})
export type RatedRow = z.infer<typeof ratedSchema>

/** Rows `{text, polarity}` of a `.jsonl` file, or the Sentiment Labelled Sentences in a folder: a sentence, a tab, 0 or 1 a line. */
export const readRated = (source: string): RatedRow[] =>
  source.endsWith('.jsonl') ? linesOf(source).map((line) => ratedSchema.parse(JSON.parse(line))) : labelled(source)

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n')

const labelled = (folder: string): RatedRow[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('_labelled.txt'))
    .sort()
    .flatMap((name) => linesOf(join(folder, name)))
    .flatMap((line): RatedRow[] => {
      const [, text, label] = /^(.*?)\s*\t\s*([01])\s*$/.exec(line) ?? []
      if (text === undefined || text === '') return []
      return [{ text, polarity: label === '1' ? 'positive' : 'negative' }]
    })

/** The word lists are judged on rows that nobody looked at for them; a sentence in which they find nothing counts half: it could be either. */
export function measureFeeling(set: string, rows: readonly RatedRow[], seed: number): Feeling {
  const unseen = rows.filter(({ part }) => part !== 'dev')
  const right = unseen.reduce((sum, { text, polarity }) => {
    const score = lexiconScore(fold(text).text)
    return sum + (score === 0 ? 0.5 : score > 0 === (polarity === 'positive') ? 1 : 0)
  }, 0)
  return {
    set,
    rows: rows.length,
    unseenRows: unseen.length,
    lists: (100 * right) / unseen.length,
    learnt: 100 * (trainFeeling(rows, seed)?.accuracy ?? 0),
  }
}
