// The part of a model file that tells feeling: a header entry and seven sections.
import { z } from 'zod'
import type { FeelingModel } from '../sentiment/feeling-model.js'
import type { Section } from './model-file.js'

export const feelingHeaderSchema = z.object({
  classes: z.array(z.string()),
  unseenIdf: z.number(),
  lexiconWeight: z.number(),
  accuracy: z.number().min(0).max(1),
})
type FeelingHeader = z.infer<typeof feelingHeaderSchema>

export function packFeeling(feeling: FeelingModel | undefined): {
  header?: FeelingHeader
  sections: [string, Section][]
} {
  if (feeling === undefined) return { sections: [] }
  const { classifier, lexiconWeight, accuracy } = feeling
  const { intents: classes, unseenIdf, ...arrays } = classifier
  return {
    header: { classes: [...classes], unseenIdf, lexiconWeight, accuracy },
    sections: Object.entries(arrays).map(([name, array]) => [`feeling.${name}`, array]),
  }
}

/** @param section reads a section by name and checks its type */
export function unpackFeeling(
  { classes, unseenIdf, lexiconWeight, accuracy }: FeelingHeader,
  section: <T extends Section>(name: string, type: new (length: number) => T) => T,
): FeelingModel {
  const classifier = {
    intents: classes,
    unseenIdf,
    hashes: section('feeling.hashes', Uint32Array),
    idf: section('feeling.idf', Float32Array),
    bias: section('feeling.bias', Float32Array),
    offsets: section('feeling.offsets', Uint32Array),
    classes: section('feeling.classes', Uint16Array),
    weights: section('feeling.weights', Int8Array),
    scales: section('feeling.scales', Float32Array),
  }
  return { classifier, lexiconWeight, accuracy }
}
