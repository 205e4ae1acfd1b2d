// Naive Bayes over Porter stems, as it comes with `natural`.
import { createRequire } from 'node:module'
import type { Engine } from '../../../nlu/evaluation/bench/engine.js'
import { spacedWords } from './spaced-words.js'

interface Stemmer {
  tokenizeAndStem(text: string): string[]
}
interface Bayes {
  addDocument(text: string | string[], label: string): void
  train(): void
  getClassifications(text: string | string[]): { label: string; value: number }[]
}
const load = createRequire(import.meta.url)
const BayesClassifier = load('natural/lib/natural/classifiers/bayes_classifier.js') as new (stemmer?: Stemmer) => Bayes

const han = /\p{Script=Han}/u
/** Its tokenizer drops Chinese: words of Chinese sentences are handed over ready-made. */
const read = (text: string): string | string[] => (han.test(text) ? spacedWords(text).split(/\s+/) : text)

export const naturalBayesEngine: Engine = {
  name: 'natural Bayes',
  slow: true,
  train: async (rows) => {
    const bayes = new BayesClassifier()
    for (const row of rows) bayes.addDocument(read(row.text), row.intent)
    bayes.train()
    return {
      modelBytes: Buffer.byteLength(JSON.stringify(bayes)),
      answer: async (texts) =>
        texts.map((text) => {
          const ranked = bayes.getClassifications(read(text))
          const sum = ranked.reduce((total, { value }) => total + value, 0)
          return { intent: ranked[0]?.label ?? '', score: sum > 0 ? (ranked[0]?.value ?? 0) / sum : 0 }
        }),
    }
  },
}
