// Our whole engine as the server uses it: how long a swap takes, how free the event loop stays, how many messages it understands a second.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { warmUpRecognizers } from '../../entities/recognizers.js'
import type { SentenceEncoder } from '../../encoder/encoder.js'
import { seededRandom, shuffle } from '../../random.js'
import { trainOnRows } from '../../registry/train-on-rows.js'
import { loadModel, serializeModel } from '../../registry/trained-model.js'
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
  const given = { texts: 0 }
  const counted: SentenceEncoder = {
    ...encoder,
    encode: (texts, options) => {
      given.texts += texts.length
      return encoder.encode(texts, options)
    },
  }
  const encoders = { [encoder.language]: counted }
  const rows = shuffle([...set.train], seededRandom(seed))
  await warmUpRecognizers(new Date())
  const model = await trainOnRows(rows, { seed, encoders })
  const understander = createUnderstander(model, 'first', { encoders })
  const swaps = await swapAgainAndAgain(understander, serializeModel(model))

  const texts = [...new Set([...set.test.map((row) => row.text), ...set.outOfScope])]
  // What was found in a text is remembered, so nothing is asked twice.
  const asked = shuffle(texts, seededRandom(seed)).slice(0, 2 * pipelineTexts)
  const half = Math.ceil(asked.length / 2)
  const withEncoder = await perSecond(understander, asked.slice(0, half), given)
  const withoutEncoder = await perSecond(createUnderstander(model, 'words alone'), asked.slice(half), { texts: 0 })
  return {
    trainRows: rows.length,
    encoder: encoder.stamp.name,
    swaps,
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
      textsGiven: withEncoder.textsGiven,
    },
  }
}

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b)

/** As a server does it: the bytes are read while the event loop runs, then the model takes over. */
async function swapAgainAndAgain(understander: SwappableUnderstander, bytes: Uint8Array): Promise<AtWork['swaps']> {
  const took: number[] = []
  const held: number[] = []
  for (let i = 0; i < swapped; i++) {
    const delay = await watchLoop()
    const begun = performance.now()
    understander.swap(await loadModel(bytes), `swap ${String(i)}`)
    took.push(performance.now() - begun)
    held.push((await delay()).mostMs)
  }
  const [tookMs, heldMs] = [sorted(took), sorted(held)]
  const middle = swapped / 2
  return {
    count: swapped,
    medianMs: tookMs[middle] ?? 0,
    mostMs: tookMs.at(-1) ?? 0,
    heldMedianMs: heldMs[middle] ?? 0,
    heldMostMs: heldMs.at(-1) ?? 0,
  }
}

/** Begins to look how late the event loop is; the function that it gives ends that and tells. */
async function watchLoop(): Promise<() => Promise<{ p99Ms: number; mostMs: number }>> {
  const delay = monitorEventLoopDelay({ resolution: tickMs })
  delay.enable()
  // The first look is compared with none: it has to have been before what is watched begins.
  for (let looks = 0; looks < 3; looks++) await new Promise((resolve) => setTimeout(resolve, 2 * tickMs))
  delay.reset()
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 2 * tickMs))
    delay.disable()
    return { p99Ms: lateBy(delay.percentile(99)), mostMs: lateBy(delay.max) }
  }
}

const lateBy = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - tickMs)

interface Speed {
  perSecond: number
  used: number
  late: number
  textsGiven: number
}

/**
 * Language, entities, intents and feeling of texts that it has not seen, after a few that warm it up. Each comes in a turn of the event
 * loop of its own, as from a socket.
 * @param given how many texts the encoder was given so far
 */
async function perSecond(
  understander: SwappableUnderstander,
  texts: readonly string[],
  given: Readonly<{ texts: number }>,
): Promise<Speed> {
  const waiting = [...texts]
  const warmUp = waiting.splice(0, Math.ceil(texts.length / 10))
  for (const text of warmUp) await understander.understand(text)
  const timed = waiting.length
  const uses = { used: 0, late: 0 }
  const before = given.texts
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
        await nextTurn()
        const { encoder } = await understander.understand(text)
        if (encoder === 'used' || encoder === 'late') uses[encoder]++
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  const textsGiven = (given.texts - before) / timed
  return { perSecond: timed / seconds, used: uses.used / timed, late: uses.late / timed, textsGiven }
}

/** Texts are told apart by a number where there are too few, so that each is encoded. */
async function delayWhileEncoding(encoder: SentenceEncoder, texts: readonly string[]): Promise<AtWork['encoding']> {
  const asked = Array.from({ length: encodedTexts }, (_, i) => {
    const round = Math.floor(i / texts.length)
    return `${texts[i % texts.length] ?? ''}${round === 0 ? '' : ' again'.repeat(round)}`
  })
  const delay = await watchLoop()
  const begun = performance.now()
  await encoder.encode(asked, { urgency: 'later' })
  const seconds = (performance.now() - begun) / 1000
  const { p99Ms, mostMs } = await delay()
  return { texts: asked.length, seconds, delayP99Ms: p99Ms, delayMostMs: mostMs }
}
