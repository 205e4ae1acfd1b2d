// What customers type into the search box and write in reviews.
import { z } from 'zod'
import { slug } from './localized.js'
import type { Lifestyle } from './people.js'
import { parseDataFile, refuse, type DataFile } from './yaml-file.js'

const lines = z.array(z.string().min(1)).nonempty()
const perLocale = z.strictObject({ en: lines, zh: lines })
const ofRating = z.strictObject({ openings: lines, remarks: lines })
const ratings = z.strictObject({ 1: ofRating, 2: ofRating, 3: ofRating, 4: ofRating, 5: ofRating })
const reviewsFile = z.strictObject({ en: ratings, zh: ratings })

export type Rating = 1 | 2 | 3 | 4 | 5

export interface Wording {
  /** By lifestyle. */
  searches: Readonly<Record<string, z.infer<typeof perLocale>>>
  reviews: z.infer<typeof reviewsFile>
}

/** Throws `input-invalid` naming file and field, also when a lifestyle has no searches. */
export function parseWording(
  files: { searches: DataFile; reviews: DataFile },
  lifestyles: readonly Lifestyle[],
): Wording {
  const searches = parseDataFile(files.searches, z.record(slug, perLocale))
  for (const { name } of lifestyles) if (!searches[name]) throw refuse(files.searches.name, name, 'is missing')
  return { searches, reviews: parseDataFile(files.reviews, reviewsFile) }
}
