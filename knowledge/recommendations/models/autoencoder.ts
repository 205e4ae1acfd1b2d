// A denoising autoencoder over baskets (Wu et al. 2016; multinomial likelihood as in Liang et al. 2018, "Variational Autoencoders for
// Collaborative Filtering"): most of a basket is hidden, and what is left must foretell the whole. Plain typed arrays; the softmax runs over the
// basket and a sample of other items, so that an epoch costs entries × hidden units and not customers × items × hidden units.
import { seededRandom } from '../../learning/random.js'
import { basketOf, type Baskets, type Scorer } from './baskets.js'

export interface AutoencoderOptions {
  hidden?: number
  /** Passes over all customers; fewer when there are very many entries. */
  epochs?: number
  /** Share of a basket that is hidden from the input. */
  noise?: number
  /** Other items that are held against each basket. */
  others?: number
  learningRate?: number
  seed?: number
}

/** Entries seen in all epochs together: bounds training to about a minute. */
const mostSeen = 12_000_000
const longestBasket = 200

/** Weights, and for each the sum of its squared gradients. */
interface Learnt {
  weights: Float32Array
  moved: Float32Array
}

const learnt = (weights: Float32Array): Learnt => ({ weights, moved: new Float32Array(weights.length).fill(1e-6) })

class Network {
  readonly into: Learnt
  readonly out: Learnt
  readonly outBias: Learnt
  readonly bias: Learnt

  constructor(
    readonly items: number,
    readonly hidden: number,
    random: () => number,
  ) {
    const scale = Math.sqrt(3 / hidden)
    const filled = () => Float32Array.from({ length: items * hidden }, () => (random() * 2 - 1) * scale * 0.5)
    this.into = learnt(filled())
    this.out = learnt(filled())
    this.outBias = learnt(new Float32Array(items))
    this.bias = learnt(new Float32Array(hidden))
  }

  /** tanh of the normalised, weighted sum of the items' rows. */
  encode(items: ArrayLike<number>, weights: ArrayLike<number> | undefined, into: Float32Array): number {
    let norm = 0
    for (let at = 0; at < items.length; at += 1) norm += (weights?.[at] ?? 1) ** 2
    const scale = norm > 0 ? 1 / Math.sqrt(norm) : 0
    const { weights: rows } = this.into
    into.set(this.bias.weights)
    for (let at = 0; at < items.length; at += 1) {
      const begin = (items[at] as number) * this.hidden
      const worth = scale * (weights?.[at] ?? 1)
      for (let unit = 0; unit < this.hidden; unit += 1)
        into[unit] = (into[unit] as number) + worth * (rows[begin + unit] as number)
    }
    for (let unit = 0; unit < this.hidden; unit += 1) into[unit] = Math.tanh(into[unit] as number)
    return scale
  }

  output(item: number, code: Float32Array): number {
    const { weights } = this.out
    const begin = item * this.hidden
    let sum = this.outBias.weights[item] as number
    for (let unit = 0; unit < this.hidden; unit += 1) sum += (weights[begin + unit] as number) * (code[unit] as number)
    return sum
  }
}

/** AdaGrad for the weights from `begin` on, whose gradients are `factor` times `slopes`: each weight's step shrinks with what it has moved already. */
function step({ weights, moved }: Learnt, begin: number, factor: number, slopes: Float32Array, rate: number): void {
  for (let at = 0; at < slopes.length; at += 1) {
    const gradient = factor * (slopes[at] as number)
    const sum = (moved[begin + at] as number) + gradient * gradient
    moved[begin + at] = sum
    weights[begin + at] = (weights[begin + at] as number) - (rate * gradient) / Math.sqrt(sum)
  }
}

const one = Float32Array.of(1)

interface Pass {
  network: Network
  random: () => number
  noise: number
  others: number
  rate: number
  code: Float32Array
  slope: Float32Array
}

/** One basket: hides a part of it, foretells the whole against a sample of other items, and learns from the difference. */
function learnBasket(basket: Int32Array, pass: Pass): void {
  const { network, random, noise, others, rate, code, slope } = pass
  const { hidden, items } = network
  const kept = basket.filter(() => random() >= noise)
  const scale = network.encode(kept, undefined, code)
  const known = new Set(basket)
  const targets = [...basket]
  for (let drawn = 0; drawn < others; drawn += 1) {
    const item = Math.floor(random() * items)
    if (!known.has(item)) targets.push(item)
  }
  const outputs = targets.map((item) => network.output(item, code))
  const highest = outputs.reduce((most, one) => Math.max(most, one), -Infinity)
  const powers = outputs.map((one) => Math.exp(one - highest))
  const total = powers.reduce((sum, one) => sum + one, 0)
  slope.fill(0)
  for (const [at, item] of targets.entries()) {
    const wanted = at < basket.length ? 1 / basket.length : 0
    const gradient = (powers[at] as number) / total - wanted
    const begin = item * hidden
    for (let unit = 0; unit < hidden; unit += 1)
      slope[unit] = (slope[unit] as number) + gradient * (network.out.weights[begin + unit] as number)
    step(network.out, begin, gradient, code, rate)
    step(network.outBias, item, gradient, one, rate)
  }
  for (let unit = 0; unit < hidden; unit += 1)
    slope[unit] = (slope[unit] as number) * (1 - (code[unit] as number) ** 2)
  step(network.bias, 0, 1, slope, rate)
  for (const item of kept) step(network.into, item * hidden, scale, slope, rate)
}

/** Deterministic for a seed. */
export function fitAutoencoder(baskets: Baskets, options: AutoencoderOptions = {}): Scorer {
  const { hidden = 64, epochs = 15, noise = 0.7, others = 100, learningRate = 0.05, seed = 1 } = options
  const random = seededRandom(seed)
  const network = new Network(baskets.items, hidden, random)
  const seen = baskets.item.length + baskets.customers * others
  const rounds = Math.max(2, Math.min(epochs, Math.round(mostSeen / Math.max(1, seen))))
  const pass: Pass = {
    ...{ network, random, noise, others: Math.min(others, Math.ceil(baskets.items / 2)) },
    ...{ rate: learningRate, code: new Float32Array(hidden), slope: new Float32Array(hidden) },
  }
  for (let round = 0; round < rounds; round += 1)
    for (let at = 0; at < baskets.customers; at += 1) {
      // Every customer once a round, in an order that changes.
      const customer = (at * 7919 + round * 104_729) % baskets.customers
      const basket = basketOf(baskets, customer)
      if (basket.length > 0) learnBasket(basket.slice(-longestBasket), pass)
    }
  const code = new Float32Array(hidden)
  return {
    score(history, weights, into) {
      network.encode(history, weights, code)
      for (let item = 0; item < into.length; item += 1) into[item] = network.output(item, code)
    },
  }
}
