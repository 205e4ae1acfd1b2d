// Which encoders read for whom: the live version those that it was trained with, the next training the best that are here. So an encoder
// that was fetched while the bot answers is used by the next training, and the bot goes on as it was until that one is published.
import type { Encoders, EncoderStamp, SentenceEncoder, SwappableUnderstander } from '../nlu/index.js'
import type { EncoderLanguage } from '../nlu/index.js'

export interface EncoderPoolDeps {
  answering: SwappableUnderstander
  /** Opens the best of this machine, or the named one for its language. Opening one again costs nothing. */
  open: (name?: string) => Promise<Encoders>
}

export interface EncoderPool {
  /** The best that are here. */
  forTraining(): Encoders
  /** Those that a model was trained with, where they are open. */
  forModel(stamps: Partial<Record<EncoderLanguage, EncoderStamp>>): Encoders
  /** After another one came to this machine. */
  refresh(): Promise<void>
  /** Opens what the live version was trained with where it is here, though it is not the best. Costs nothing when nothing is missing. */
  serveLive(): Promise<void>
}

export function createEncoderPool({ answering, open }: EncoderPoolDeps): EncoderPool {
  const opened = new Map<string, SentenceEncoder>()
  const keep = (encoders: Encoders): void => {
    for (const encoder of Object.values(encoders)) opened.set(encoder.stamp.checksum, encoder)
  }
  /** Names that were looked for in vain: they are not looked for at each sweep. */
  let soughtInVain = ''
  let best: Encoders = { ...answering.encoders }
  keep(best)
  return {
    forTraining: () => best,
    forModel(stamps) {
      const encoders: Encoders = { ...best }
      for (const language of ['en', 'zh'] as const) {
        const encoder = opened.get(stamps[language]?.checksum ?? '')
        if (encoder !== undefined) encoders[language] = encoder
      }
      return encoders
    },
    async refresh() {
      best = await open()
      keep(best)
      soughtInVain = ''
    },
    async serveLive() {
      const missing = answering.missingEncoders()
      if (missing.length === 0 || missing.join() === soughtInVain) return
      for (const name of missing) {
        const found = Object.values(await open(name).catch(() => ({}))).find(({ stamp }) => stamp.name === name)
        if (found === undefined) continue
        keep({ [found.language]: found })
        answering.encoders[found.language] = found
      }
      soughtInVain = answering.missingEncoders().join()
    },
  }
}
