// From texts of one language to groups of what they are about: vectors around their common middle, the graph of the likest, its communities,
// and a centre for each group, so that a text that comes later is put where it belongs without looking at the others.
import { weighWords, wordColumns, wordVector, type WordWeights } from '../text-vectors.js'
import { tellingWords } from './telling-words.js'
import { communities } from './communities.js'
import { neighbourGraph, type Vectors } from './neighbours.js'

export interface TextsToGroup {
  /** Without what names somebody; each once. */
  texts: readonly string[]
  /** How often each was said. */
  counts: readonly number[]
  /** One unit vector a text by a sentence encoder, row by row; absent where no encoder knows the language: then words alone count. */
  meanings?: { columns: number; values: Float32Array } | undefined
}

/** Everything that is needed to place one more text. */
export interface Grouping {
  /** Absent when meanings were compared. */
  weights?: WordWeights
  columns: number
  /** What all texts have in common: taken off before they are compared. */
  middle: Float32Array
  /** One unit vector a group, row by row. */
  centres: Float32Array
  /** For each group the words that tell it from the others, best first. */
  words: readonly (readonly string[])[]
}

export interface GroupedTexts {
  grouping: Grouping
  /** For each text its group, or -1. */
  groups: Int32Array
  /** How alike each text and its group's centre are, -1 … 1. */
  scores: Float32Array
}

interface Settings {
  neighbours: { most: number; least: number; sharpness: number }
  resolution: number
  /** Below it a text is like no group. */
  farthest: number
}

/** Chosen on the demo shop's sentences in both languages: `npm run record -- reasons-eval`. */
const byMeaning: Settings = { neighbours: { most: 8, least: 0.2, sharpness: 2 }, resolution: 4, farthest: 0.3 }
const byWords: Settings = { neighbours: { most: 12, least: 0.1, sharpness: 2 }, resolution: 2, farthest: 0.05 }
const settingsOf = ({ weights }: Pick<Grouping, 'weights'>): Settings => (weights ? byWords : byMeaning)

/** So few texts hold no more groups than the graph shows by itself; the more there are, the finer they are told apart. */
const fewTexts = 40
/** A group of fewer different texts is chance. */
const smallestGroup = 4
const rounds = 5
const middleOf = (values: Float32Array, columns: number): Float32Array => {
  const middle = new Float32Array(columns)
  const rows = Math.max(1, values.length / columns)
  for (const [at, value] of values.entries()) middle[at % columns] = (middle[at % columns] as number) + value / rows
  return middle
}

function seenFrom(middle: Float32Array, values: Float32Array): Vectors {
  const columns = middle.length
  const rows = values.length / columns
  const moved = new Float32Array(values.length)
  for (let row = 0; row < rows; row += 1)
    moved.set(around(values.subarray(row * columns, (row + 1) * columns), middle), row * columns)
  return { rows, columns, values: moved }
}

/** A unit vector as seen from the middle, again of length 1. */
function around(vector: Float32Array, middle: Float32Array): Float32Array {
  const moved = vector.map((value, column) => value - (middle[column] as number))
  const length = Math.hypot(...moved)
  return length === 0 ? moved : moved.map((value) => value / length)
}

/** The group whose centre is likest, or -1. @param vector centred, of length 1 */
function nearest(vector: Float32Array, grouping: Pick<Grouping, 'weights' | 'centres' | 'columns'>) {
  const { centres, columns } = grouping
  let best = { group: -1, score: settingsOf(grouping).farthest }
  for (let group = 0; group < centres.length / columns; group += 1) {
    let score = 0
    for (let at = 0; at < columns; at += 1) score += (vector[at] as number) * (centres[group * columns + at] as number)
    if (score > best.score) best = { group, score }
  }
  return best
}

function centresOf({ rows, columns, values }: Vectors, groups: Int32Array, counts: readonly number[]): Float32Array {
  const centres = new Float32Array((Math.max(-1, ...groups) + 1) * columns)
  for (let row = 0; row < rows; row += 1) {
    const group = groups[row] as number
    if (group < 0) continue
    // What is often said in one way does not drown what is said in many.
    const weight = 1 + Math.log(counts[row] ?? 1)
    for (let at = 0; at < columns; at += 1)
      centres[group * columns + at] =
        (centres[group * columns + at] as number) + weight * (values[row * columns + at] as number)
  }
  for (let from = 0; from < centres.length; from += columns) {
    const length = Math.hypot(...centres.subarray(from, from + columns)) || 1
    for (let at = from; at < from + columns; at += 1) centres[at] = (centres[at] as number) / length
  }
  return centres
}

/** Numbers without gaps, groups that are too small taken apart. */
function withoutSmall(groups: Int32Array): Int32Array {
  const sizes = new Map<number, number>()
  for (const group of groups) if (group >= 0) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const kept = [...sizes].filter(([, size]) => size >= smallestGroup).map(([group]) => group)
  const numbers = new Map(kept.map((group, at) => [group, at]))
  return groups.map((group) => numbers.get(group) ?? -1)
}

/** Deterministic for the same texts in the same order. Fewer than eight texts make no groups. */
export function groupTexts({ texts, counts, meanings }: TextsToGroup): GroupedTexts {
  const weights = meanings ? undefined : weighWords(texts)
  const columns = meanings?.columns ?? wordColumns
  const values = meanings?.values ?? new Float32Array(texts.length * columns)
  if (weights) for (const [row, text] of texts.entries()) values.set(wordVector(text, weights), row * columns)
  // Words that everybody uses weigh little already; meanings by one encoder all lean the same way.
  const middle = meanings ? middleOf(values, columns) : new Float32Array(columns)
  const vectors = seenFrom(middle, values)
  const known = { ...(weights && { weights }), columns, middle }
  const { neighbours, resolution } = settingsOf(known)
  let groups = withoutSmall(
    communities(neighbourGraph(vectors, neighbours), Math.min(resolution, Math.max(1, texts.length / fewTexts))),
  )
  let centres = centresOf(vectors, groups, counts)
  const scores = new Float32Array(texts.length)
  for (let round = 0; round < rounds; round += 1) {
    const last = centres
    groups = withoutSmall(
      groups.map((_, row) => {
        const vector = vectors.values.subarray(row * columns, (row + 1) * columns)
        const { group, score } = nearest(vector, { ...known, centres: last })
        scores[row] = group < 0 ? 0 : score
        return group
      }),
    )
    centres = centresOf(vectors, groups, counts)
  }
  const words = tellingWords(texts, counts, groups)
  return { grouping: { ...known, centres, words }, groups, scores }
}

/** Where one more text belongs. @param meaning by the encoder that the groups were made with; left out where words alone count */
export function placeText(text: string, meaning: Float32Array | undefined, grouping: Grouping) {
  const vector = grouping.weights ? wordVector(text, grouping.weights) : meaning
  if (!vector || vector.every((value) => value === 0)) return { group: -1, score: 0 }
  return nearest(around(vector, grouping.middle), grouping)
}
