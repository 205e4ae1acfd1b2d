// The help centre: articles/*.yaml, several articles on one subject in each file.
import { z } from 'zod'
import type { Article } from '../../../bot/domain/commerce.js'
import { localized, slug } from './localized.js'
import { parseDataFile, refuseDuplicates, type DataFile } from './yaml-file.js'

const dayMs = 86_400_000

const articleSchema = z.strictObject({
  slug,
  title: localized,
  tags: z.array(z.string().min(1)).min(1),
  /** Intents that it answers directly. */
  intents: z.array(slug).default([]),
  /** When it was last revised, counted back from the day of loading. */
  updatedDaysAgo: z.number().int().min(0),
  version: z.number().int().min(1).default(1),
  /** Paragraphs parted by blank lines. */
  body: localized,
})

/** Throws `input-invalid` naming file and field. */
export function parseArticles(files: readonly DataFile[], now: Date): readonly Article[] {
  const entries = files.flatMap((file) =>
    parseDataFile(file, z.array(articleSchema)).map((article, index) => ({ article, file: file.name, index })),
  )
  refuseDuplicates(
    entries.map(({ article, file, index }) => ({ key: article.slug, file, field: `[${String(index)}].slug` })),
  )
  return entries.map(({ article: { updatedDaysAgo, ...article } }) => ({
    id: article.slug,
    ...article,
    updatedAt: new Date(now.getTime() - updatedDaysAgo * dayMs),
  }))
}
