// fastText as WebAssembly. It learns words, pairs of words and character 2-4-grams.
import { createRequire } from 'node:module'
import type { Engine } from '../../../nlu/evaluation/bench/engine.js'
import { spacedWords } from './spaced-words.js'

interface Model {
  predict(line: string, most: number, threshold: number): { get(place: number): [number, string] | undefined }
  saveModel(): Blob
}
interface FastText {
  trainSupervised(address: string, settings: object, onProgress: () => void): Promise<Model>
}
interface FastTextPackage {
  getFastTextModule: () => Promise<unknown>
  getFastTextClass(parts: { getFastTextModule: () => Promise<unknown> }): Promise<new () => FastText>
}
const { getFastTextClass, getFastTextModule } = createRequire(import.meta.url)('fasttext.wasm.js') as FastTextPackage

const label = '__label__'
const settings = { lr: 0.5, dim: 50, wordNgrams: 2, minn: 2, maxn: 4, bucket: 50_000, minCount: 1 }

/** Few rows are read more often, or it would hardly have begun to learn. */
const epochs = (rows: number): number => Math.round(Math.min(200, Math.max(20, 200_000 / rows)))

/** One line of lower-cased words, punctuation apart, as fastText's own preparation does it. */
const read = (text: string): string =>
  spacedWords(text.normalize('NFKC').toLowerCase())
    .replace(/[.,!?;:'"()。，！？；：、]/g, ' $& ')
    .replace(/\s+/g, ' ')
    .trim()

export const fastTextEngine: Engine = {
  name: 'fastText',
  train: async (rows) => {
    const FastText = await getFastTextClass({ getFastTextModule })
    const intents = [...new Set(rows.map((row) => row.intent))]
    const numbers = new Map(intents.map((intent, number) => [intent, number]))
    const lines = rows.map((row) => `${label}${String(numbers.get(row.intent))} ${read(row.text)}\n`)
    const address = `data:text/plain;base64,${Buffer.from(lines.join('')).toString('base64')}`
    const model = await new FastText().trainSupervised(
      address,
      { ...settings, epoch: epochs(rows.length), loss: 'softmax', label, verbose: 0 },
      // Without a function to report to it throws.
      () => undefined,
    )
    return {
      modelBytes: model.saveModel().size,
      answer: async (texts) =>
        texts.map((text) => {
          const [score, name] = model.predict(`${read(text)}\n`, 1, 0).get(0) ?? [0, '']
          return { intent: intents[Number(name.slice(label.length))] ?? '', score }
        }),
    }
  },
}
