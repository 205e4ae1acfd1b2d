// Which encoders read for whom.
import { expect, it } from 'vitest'
import type { EncoderLanguage, Encoders, SentenceEncoder, SwappableUnderstander } from '../nlu/index.js'
import { createEncoderPool } from './encoder-pool.js'

const encoder = (name: string, language: EncoderLanguage): SentenceEncoder => ({
  stamp: { name, checksum: `sum of ${name}`, dimensions: 2 },
  language,
  encode: async (texts) => texts.map(() => new Float32Array(2)),
})
const [small, better, chinese] = [encoder('small', 'en'), encoder('better', 'en'), encoder('chinese', 'zh')]

/** Answers with a version that was trained with these. */
const answeringBy = (encoders: Encoders, trainedWith: readonly SentenceEncoder[]) =>
  ({
    encoders,
    missingEncoders: () => trainedWith.filter((one) => encoders[one.language] !== one).map(({ stamp }) => stamp.name),
  }) as unknown as SwappableUnderstander

it('lets the live version go on with its own encoder where a better one came', async () => {
  const answering = answeringBy({ en: better, zh: chinese }, [small])
  const pool = createEncoderPool({
    answering,
    open: async (name) => (name === 'small' ? { en: small } : { en: better }),
  })
  await pool.serveLive()
  expect(answering.encoders).toEqual({ en: small, zh: chinese })
  expect(answering.missingEncoders()).toEqual([])
  expect(pool.forTraining()).toEqual({ en: better, zh: chinese })
  expect(pool.forModel({ en: small.stamp })).toEqual({ en: small, zh: chinese })
})

it('trains with a fetched one from then on', async () => {
  let best: Encoders = { en: small }
  const pool = createEncoderPool({ answering: answeringBy({ en: small }, [small]), open: async () => best })
  best = { en: better }
  await pool.refresh()
  expect([pool.forTraining(), pool.forModel({ en: small.stamp })]).toEqual([{ en: better }, { en: small }])
})

it('looks once for an encoder that is not here, until another one comes', async () => {
  const asked: (string | undefined)[] = []
  const answering = answeringBy({ en: small }, [better])
  const pool = createEncoderPool({
    answering,
    open: async (name) => {
      asked.push(name)
      if (name === 'better') throw new Error('it is not here')
      return { en: small }
    },
  })
  await pool.serveLive()
  await pool.serveLive()
  expect([asked, answering.missingEncoders()]).toEqual([['better'], ['better']])
  await pool.refresh()
  await pool.serveLive()
  expect(asked).toEqual(['better', undefined, 'better'])
})
