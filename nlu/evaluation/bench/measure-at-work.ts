// Our whole engine as the server uses it: how long a swap takes, how free the event loop stays, how many messages it understands a second.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { warmUpRecognizers } from '../../entities/recognizers.js'
import type { SentenceEncoder } from '../../encoder/encoder.js'
import { seededRandom, shuffle } from '../../random.js'
import { trainOnRows } from '../../registry/train-on-rows.js'
import { deserializeModel, serializeModel } from '../../registry/trained-model.js'
import { createUnderstander, type SwappableUnderstander } from '../../understander.js'
import type { AtWork } from './measured.js'
import type { PublicSet } from './public-sets.js'

const swapped = 20
const encodedTexts = 5000
/** Messages under way at once, as with so many customers who wait for an answer. */
const atOnce = 50
const pipelineTexts = 2000
/** The loop is looked at so often; a look that comes on time is no delay. */
const tickMs = 1

/** @param encoder of the set's language; it must not have read the set's test sentences before */
export async function measureAtWork(set: PublicSet, encoder: SentenceEncoder, seed: number): Promise<AtWork> {
  const encoders = { [encoder.language]: encoder }
  const rows = shuffle([...set.train], seededRandom(seed))
  await warmUpRecognizers(new Date())
  const model = await trainOnRows(rows, { seed, encoders })
  const bytes = serializeModel(model)
  const understander = createUnderstander(model, 'first', { encoders })
  const swaps = Array.from({ length: swapped }, (_, i) => {
    const begun = performance.now()
    understander.swap(deserializeModel(bytes), `swap ${String(i)}`)
    return performance.now() - begun
  }).sort((a, b) => a - b)

  const texts = [...new Set([...set.test.map((row) => row.text), ...set.outOfScope])]
  // What was found in a text is remembered, so nothing is asked twice.
  const asked = shuffle(texts, seededRandom(seed)).slice(0, 2 * pipelineTexts)
  const half = Math.ceil(asked.length / 2)
  const withEncoder = await perSecond(understander, asked.slice(0, half))
  const withoutEncoder = await perSecond(createUnderstander(model, 'words alone'), asked.slice(half))
  return {
    trainRows: rows.length,
    encoder: encoder.stamp.name,
    swaps: { count: swapped, medianMs: swaps[swapped / 2] ?? 0, mostMs: swaps.at(-1) ?? 0 },
    encoding: await delayWhileEncoding(
      encoder,
      rows.map((row) => row.text),
    ),
    pipeline: {
      texts: half,
      atOnce,
      withoutEncoder: withoutEncoder.perSecond,
      withEncoder: withEncoder.perSecond,
      encoded: withEncoder.used,
      late: withEncoder.late,
    },
  }
}

/** Language, entities, intents and feeling of texts that it has not seen, after a few that warm it up. */
async function perSecond(
  understander: SwappableUnderstander,
  texts: readonly string[],
): Promise<{ perSecond: number; used: number; late: number }> {
  const waiting = [...texts]
  const warmUp = waiting.splice(0, Math.ceil(texts.length / 10))
  for (const text of warmUp) await understander.understand(text)
  const timed = waiting.length
  const uses = { used: 0, late: 0 }
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
        const { encoder } = await understander.understand(text)
        if (encoder === 'used' || encoder === 'late') uses[encoder]++
      }
    }),
  )
  const perSecond = timed / ((performance.now() - begun) / 1000)
  return { perSecond, used: uses.used / timed, late: uses.late / timed }
}

/** Texts are told apart by a number where there are too few, so that each is encoded. */
async function delayWhileEncoding(encoder: SentenceEncoder, texts: readonly string[]): Promise<AtWork['encoding']> {
  const asked = Array.from({ length: encodedTexts }, (_, i) => {
    const round = Math.floor(i / texts.length)
    return `${texts[i % texts.length] ?? ''}${round === 0 ? '' : ' again'.repeat(round)}`
  })
  const delay = monitorEventLoopDelay({ resolution: tickMs })
  delay.enable()
  const begun = performance.now()
  await encoder.encode(asked, { urgency: 'later' })
  const seconds = (performance.now() - begun) / 1000
  delay.disable()
  return {
    texts: asked.length,
    seconds,
    delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - tickMs),
    delayMostMs: Math.max(0, delay.max / 1e6 - tickMs),
  }
}
