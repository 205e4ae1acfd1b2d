// The tagger's part of a model file: a header entry and six sections.
import { z } from 'zod'
import type { TrainedTagger } from '../entities/tagger/index.js'
import type { Section } from './model-file.js'

export const taggerHeaderSchema = z.object({
  labels: z.array(
    z.object({ entity: z.string(), role: z.string().optional(), precision: z.number().min(0).max(1).nullable() }),
  ),
})
type TaggerHeader = z.infer<typeof taggerHeaderSchema>

export function packTagger(tagger: TrainedTagger | undefined): {
  header?: TaggerHeader
  sections: [string, Section][]
} {
  if (tagger === undefined) return { sections: [] }
  const { labels, precision, ...arrays } = tagger
  return {
    header: { labels: labels.map((label, i) => ({ ...label, precision: precision[i] ?? null })) },
    sections: Object.entries(arrays).map(([name, array]) => [`tagger.${name}`, array]),
  }
}

/** @param section reads a section by name and checks its type */
export function unpackTagger(
  header: TaggerHeader,
  section: <T extends Section>(name: string, type: new (length: number) => T) => T,
): TrainedTagger {
  return {
    labels: header.labels.map(({ entity, role }) => (role === undefined ? { entity } : { entity, role })),
    precision: header.labels.map(({ precision }) => precision ?? undefined),
    hashes: section('tagger.hashes', Uint32Array),
    offsets: section('tagger.offsets', Uint32Array),
    tags: section('tagger.tags', Uint16Array),
    weights: section('tagger.weights', Float32Array),
    transitions: section('tagger.transitions', Float32Array),
  }
}
