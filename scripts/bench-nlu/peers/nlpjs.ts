// nlp.js: the classifier and the named lists of node-nlp, from the packages that node-nlp is made of (it brings 50 languages along itself).
import { createRequire } from 'node:module'
import type { Engine } from '../../../nlu/evaluation/bench/engine.js'

interface Span {
  entity: string
  start: number
  /** Of the last character. */
  end: number
}
interface Nlp {
  settings: Record<string, unknown>
  ner: { settings: { threshold?: number } }
  addLanguage(locale: string): void
  addDocument(locale: string, text: string, intent: string): void
  addNerRuleOptionTexts(locale: string, entity: string, option: string, texts: string[]): void
  train(): Promise<void>
  classify(locale: string, text: string): Promise<{ classifications: { intent: string; score: number }[] }>
  extractEntities(locale: string, text: string): Promise<{ entities: Span[] }>
  export(minified: boolean): string
}
interface Container {
  use(plugin: unknown): void
  get(name: string): Nlp
}

const load = createRequire(import.meta.url)
const { containerBootstrap } = load('@nlpjs/core') as { containerBootstrap(): Promise<Container> }
const { Nlp: NlpPlugin } = load('@nlpjs/nlp') as { Nlp: unknown }
const { LangEn } = load('@nlpjs/lang-en-min') as { LangEn: unknown }
const { LangZh } = load('@nlpjs/lang-zh') as { LangZh: unknown }

/** It compares a sentence with every value by edit distance: beyond so many, half a second a sentence, values are looked up as written. */
const mostFuzzy = 500

const han = /\p{Script=Han}/u
const localeOf = (texts: readonly { text: string }[]): string =>
  texts.filter(({ text }) => han.test(text)).length * 2 > texts.length ? 'zh' : 'en'

async function open(locale: string): Promise<Nlp> {
  const container = await containerBootstrap()
  for (const plugin of [NlpPlugin, LangEn, LangZh]) container.use(plugin)
  const nlp = container.get('nlp')
  nlp.settings['autoSave'] = false
  nlp.addLanguage(locale)
  return nlp
}

export const nlpjsEngine: Engine = {
  name: 'nlp.js',
  train: async (rows) => {
    const locale = localeOf(rows)
    const nlp = await open(locale)
    for (const row of rows) nlp.addDocument(locale, row.text, row.intent)
    await nlp.train()
    return {
      modelBytes: Buffer.byteLength(nlp.export(true)),
      answer: async (texts) => {
        const answers = []
        for (const text of texts) {
          const [best] = (await nlp.classify(locale, text)).classifications
          answers.push({ intent: best?.intent ?? '', score: best?.intent === 'None' ? 0 : (best?.score ?? 0) })
        }
        return answers
      },
    }
  },
  learnSpans: async (rows) => {
    const locale = localeOf(rows)
    const nlp = await open(locale)
    const values = rows.flatMap(({ text, entities = [] }) =>
      entities.map(({ entity, start, end }) => ({ entity, value: text.slice(start, end) })),
    )
    if (new Set(values.map(({ value }) => value)).size > mostFuzzy) nlp.ner.settings.threshold = 1
    for (const { entity, value } of values) nlp.addNerRuleOptionTexts(locale, entity, value, [value])
    return async (text) =>
      (await nlp.extractEntities(locale, text)).entities.map(({ entity, start, end }) => ({
        ...{ entity, start },
        end: end + 1,
      }))
  },
}
