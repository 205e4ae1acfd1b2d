// Articles of the knowledge base.
import { z } from 'zod'
import type { Article } from '../../../bot/domain/commerce.js'
import { localizedText } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'

export const articleSchema: z.ZodType<Article> = z.object({
  id: z.string(),
  slug: z.string(),
  title: localizedText,
  body: localizedText,
  tags: z.array(z.string()),
  intents: z.array(z.string()),
  version: z.number().int(),
  updatedAt: z.date(),
})

export type StoredArticle = Stored<Article>

const textFields = partSchema({ en: String, zh: String })

export const articleMongoose = recordSchema<StoredArticle>('articles', {
  slug: { type: String, required: true },
  title: textFields,
  body: textFields,
  tags: [String],
  intents: [String],
  version: { type: Number, required: true },
  updatedAt: { type: Date, required: true },
})
articleMongoose.index({ slug: 1 }, { unique: true })
articleMongoose.index({ intents: 1 })
