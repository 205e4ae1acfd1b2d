// The baseline that comes with `natural`: naive Bayes over Porter stems.
import { createRequire } from 'node:module'
import type { Engine } from './engine.js'

interface Bayes {
  addDocument(text: string, label: string): void
  train(): void
  getClassifications(text: string): { label: string; value: number }[]
}
const BayesClassifier = createRequire(import.meta.url)(
  'natural/lib/natural/classifiers/bayes_classifier.js',
) as new () => Bayes

export const naturalBayesEngine: Engine = {
  name: 'natural Bayes',
  train: async (rows) => {
    const bayes = new BayesClassifier()
    for (const row of rows) bayes.addDocument(row.text, row.intent)
    bayes.train()
    return {
      answer: async (texts) =>
        texts.map((text) => {
          const ranked = bayes.getClassifications(text)
          const sum = ranked.reduce((total, { value }) => total + value, 0)
          return { intent: ranked[0]?.label ?? '', score: sum > 0 ? (ranked[0]?.value ?? 0) / sum : 0 }
        }),
    }
  },
}
