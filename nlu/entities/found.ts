// What a recogniser reports, in positions of the folded text; `resolveOverlaps` turns it into entities of the original text.
import type { Entity } from '../understanding.js'

export interface Found {
  name: string
  /** Range of the folded text. */
  from: number
  to: number
  value: Entity['value']
  confidence: number
  source: string
  /** What it is in the sentence: `from`, `to`; said by the tagger. */
  role?: string
  /** Where two finds overlap the higher rank stays. */
  rank: number
}

/** Written forms that admins defined say most, a bare number least. */
export const rank = {
  pattern: 8,
  address: 7.5,
  email: 7,
  listExact: 6,
  tagger: 5.5,
  phone: 5,
  rule: 4.5,
  money: 4,
  date: 3,
  listFuzzy: 2,
  number: 1,
} as const
