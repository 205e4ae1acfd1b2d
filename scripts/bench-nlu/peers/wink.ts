// wink-naive-bayes-text-classifier over wink-nlp's stems, as its README shows it, but with stop words: without them it loses 10 points.
import { createRequire } from 'node:module'
import type { Engine } from '../../../nlu/evaluation/bench/engine.js'
import { spacedWords } from './spaced-words.js'

interface Classifier {
  definePrepTasks(tasks: ((text: string) => string[])[]): void
  defineConfig(config: { considerOnlyPresence: boolean; smoothingFactor: number }): void
  learn(text: string, label: string): void
  consolidate(): void
  /** Best first; `[["unknown", 0]]` where no word is known. */
  computeOdds(text: string): [string, number][]
  exportJSON(): string
}
interface WinkToken {
  out(property: unknown): unknown
}
interface WinkNlp {
  its: Record<'type' | 'negationFlag' | 'stem', unknown>
  readDoc(text: string): { tokens(): { each(visit: (token: WinkToken) => void): void } }
}

const load = createRequire(import.meta.url)
const createClassifier = load('wink-naive-bayes-text-classifier') as () => Classifier
const nlp = (load('wink-nlp') as (model: unknown) => WinkNlp)(load('wink-eng-lite-web-model'))

const han = /\p{Script=Han}/u

function prepare(text: string): string[] {
  if (han.test(text)) return spacedWords(text).split(/\s+/)
  const words: string[] = []
  nlp
    .readDoc(text)
    .tokens()
    .each((token) => {
      if (token.out(nlp.its.type) !== 'word') return
      words.push(`${token.out(nlp.its.negationFlag) === true ? '!' : ''}${String(token.out(nlp.its.stem))}`)
    })
  return words
}

export const winkEngine: Engine = {
  name: 'wink naive Bayes',
  slow: true,
  train: async (rows) => {
    const classifier = createClassifier()
    classifier.definePrepTasks([prepare])
    classifier.defineConfig({ considerOnlyPresence: true, smoothingFactor: 0.5 })
    for (const row of rows) classifier.learn(row.text, row.intent)
    classifier.consolidate()
    return {
      modelBytes: Buffer.byteLength(classifier.exportJSON()),
      answer: async (texts) =>
        texts.map((text) => {
          const odds = classifier.computeOdds(text)
          const [intent = '', best = 0] = odds[0] ?? []
          // Odds of intents in base-2 logarithms: the share of the best one, as comparable between texts as it gets.
          return {
            intent,
            score: intent === 'unknown' ? 0 : 1 / odds.reduce((sum, [, odd]) => sum + 2 ** (odd - best), 0),
          }
        }),
    }
  },
}
