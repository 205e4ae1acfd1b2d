// The semantic parts of a model file: a header entry and five sections a language.
import { z } from 'zod'
import { encoderLanguages, type EncoderLanguage } from '../encoder/encoder.js'
import type { SemanticPart } from '../semantic/semantic-part.js'
import { encoderStampSchema } from '../semantic/vector-table.js'
import type { Section } from './model-file.js'

const partSchema = z.object({
  encoder: encoderStampSchema,
  classes: z.number().int().positive(),
  texts: z.array(z.string()),
  settings: z.object({
    method: z.enum(['softmax', 'lda']).default('softmax'),
    weights: z.object({ dense: z.number(), ngrams: z.number() }),
    scope: z.object({ dense: z.number(), ngrams: z.number(), nearest: z.number(), known: z.number() }),
    threshold: z.number(),
    /** JSON knows no Infinity: null means that every message is encoded, as for versions trained when the gate had another measure. */
    sureFrom: z.number().nullable().default(null),
  }),
})
export const semanticHeaderSchema = z.object({ en: partSchema.optional(), zh: partSchema.optional() })
type SemanticHeader = z.infer<typeof semanticHeaderSchema>

type Parts = Partial<Record<EncoderLanguage, SemanticPart>>

export function packSemantic(parts: Parts): { header: SemanticHeader; sections: [string, Section][] } {
  const header: SemanticHeader = {}
  const sections: [string, Section][] = []
  for (const language of encoderLanguages) {
    const part = parts[language]
    if (part === undefined) continue
    const { classifier, examples, labels, seen, settings } = part
    const sureFrom = Number.isFinite(settings.sureFrom) ? settings.sureFrom : null
    header[language] = {
      encoder: examples.stamp,
      classes: classifier.classes,
      texts: [...examples.texts],
      settings: { ...settings, sureFrom },
    }
    const { weights, bias } = classifier
    const { bytes, scales } = examples
    for (const [name, section] of Object.entries({ weights, bias, bytes, scales, labels, seen }))
      sections.push([`${language}.${name}`, section])
  }
  return { header, sections }
}

/** @param section reads a section by name and checks its type */
export function unpackSemantic(
  header: SemanticHeader,
  section: <T extends Section>(name: string, type: new (length: number) => T) => T,
): Parts {
  const parts: Parts = {}
  for (const language of encoderLanguages) {
    const found = header[language]
    if (found === undefined) continue
    const { encoder, classes, texts, settings } = found
    const read = <T extends Section>(name: string, type: new (length: number) => T): T =>
      section(`${language}.${name}`, type)
    parts[language] = {
      classifier: {
        dimensions: encoder.dimensions,
        classes,
        weights: read('weights', Float32Array),
        bias: read('bias', Float32Array),
      },
      seen: read('seen', Uint8Array),
      examples: { stamp: encoder, texts, bytes: read('bytes', Int8Array), scales: read('scales', Float32Array) },
      labels: read('labels', Uint16Array),
      settings: { ...settings, sureFrom: settings.sureFrom ?? Infinity },
    }
  }
  return parts
}
