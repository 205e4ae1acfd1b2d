// The engines that are compared, made where they are asked for: a peer that is not installed fails its own cells only.
import type { EncoderLanguage } from '../../nlu/encoder/encoder.js'
import { findEncoders } from '../../nlu/encoder/find-encoders.js'
import { openEncoders } from '../../nlu/encoder/open-encoders.js'
import type { Engine } from '../../nlu/evaluation/bench/engine.js'
import { kefuEngine } from '../../nlu/evaluation/bench/engine-kefu.js'
import { ngramEngine } from '../../nlu/evaluation/bench/engine-ngrams.js'

export interface ListedEngine {
  name: string
  /** It answers in this language only. */
  language?: EncoderLanguage
  make(): Promise<Engine>
}

const own = 'kefu '

/** Only our own are guarded by committed scores. */
export const isOurs = (name: string): boolean => name.startsWith(own)

const withEncoder = (encoder: string, folders: readonly string[]) => async (): Promise<Engine> =>
  kefuEngine(`${own}${encoder}`, await openEncoders(folders, encoder))

/** What every checkout has. */
export const ownEngines: readonly ListedEngine[] = [
  { name: ngramEngine.name, make: async () => ngramEngine },
  { name: `${own}small`, make: withEncoder('small', []) },
]

const peers: readonly ListedEngine[] = [
  { name: 'nlp.js', make: async () => (await import('./peers/nlpjs.js')).nlpjsEngine },
  { name: 'fastText', make: async () => (await import('./peers/fasttext.js')).fastTextEngine },
  { name: 'wink naive Bayes', make: async () => (await import('./peers/wink.js')).winkEngine },
  { name: 'natural Bayes', make: async () => (await import('./peers/natural-bayes.js')).naturalBayesEngine },
]

/** Ours, ours with each better encoder of the folder, and the peers. */
export const allEngines = (models: string): ListedEngine[] => [
  ...ownEngines,
  ...findEncoders([models])
    .filter(({ hub }) => hub !== undefined)
    .map(({ name, language }) => ({ name: `${own}${name}`, language, make: withEncoder(name, [models]) })),
  ...peers,
]

export async function engineNamed(name: string, models: string): Promise<Engine> {
  const listed = allEngines(models).find((engine) => engine.name === name)
  if (listed === undefined) throw new Error(`there is no engine "${name}"`)
  return listed.make()
}
