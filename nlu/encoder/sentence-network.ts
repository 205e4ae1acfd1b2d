// One encoder's network: texts in, unit vectors out, on the thread that calls it. The tokeniser is that of @xenova/transformers; the network is
// run by the runtime underneath, because only there its threads can be chosen.
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AutoTokenizer, env } from '@xenova/transformers'
import onnx from 'onnxruntime-node'
import { z } from 'zod'
import { batchesOf, type Tokens } from './length-batches.js'

env.allowRemoteModels = false
env.useBrowserCache = false

export interface SentenceNetwork {
  /** One unit vector a text, one after another. Blocks this thread for milliseconds a text. */
  encode(texts: readonly string[], pooling: 'mean' | 'cls'): Promise<Float32Array>
}

/**
 * One thread: the runtime would else take one a core, which wait for each other spinning and cost twice the processor time of the same
 * work, many times that where other work keeps the cores busy.
 */
const session = { intraOpNumThreads: 1, interOpNumThreads: 1, executionProviders: ['cpu'] }

const tokenizerSchema = z.object({ model_max_length: z.number().int().positive() })

/** @param folder holds `encoderFiles`. Rejects where they cannot be used. */
export async function openNetwork(folder: string): Promise<SentenceNetwork> {
  const { model_max_length: mostTokens } = tokenizerSchema.parse(
    JSON.parse(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8')),
  )
  env.localModelPath = dirname(folder)
  const tokenizer = await AutoTokenizer.from_pretrained(basename(folder), { local_files_only: true })
  // Given by its path: of a model given as bytes this version of the runtime ignores the options.
  const network = await onnx.InferenceSession.create(join(folder, 'onnx', 'model_quantized.onnx'), session)

  async function run(batch: readonly Tokens[]): Promise<onnx.Tensor> {
    const width = Math.max(...batch.map(({ ids }) => ids.length))
    const ids = new BigInt64Array(batch.length * width)
    const mask = new BigInt64Array(batch.length * width)
    batch.forEach((row, i) =>
      row.ids.forEach((id, j) => {
        ids[i * width + j] = BigInt(id)
        mask[i * width + j] = 1n
      }),
    )
    const tensor = (values: BigInt64Array): onnx.Tensor => new onnx.Tensor('int64', values, [batch.length, width])
    const given: Record<string, () => onnx.Tensor> = {
      input_ids: () => tensor(ids),
      attention_mask: () => tensor(mask),
      token_type_ids: () => tensor(new BigInt64Array(batch.length * width)),
    }
    const feeds = Object.fromEntries(
      network.inputNames.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]()]])),
    )
    const output = await network.run(feeds)
    const states = output['last_hidden_state'] ?? output['token_embeddings']
    if (states === undefined) throw new Error('the network gives no vectors of tokens')
    return states
  }

  return {
    encode: async (texts, pooling) => {
      const rows = texts.map((text, at): Tokens => ({ at, ids: tokenizer.encode(text).slice(0, mostTokens) }))
      let vectors = new Float32Array()
      for (const batch of batchesOf(rows)) {
        const states = await run(batch)
        const [, width = 0, size = 0] = states.dims
        if (vectors.length === 0) vectors = new Float32Array(texts.length * size)
        batch.forEach(({ at, ids }, i) => {
          const from = i * width * size
          const values = (states.data as Float32Array).subarray(from, from + width * size)
          pool(values, pooling === 'cls' ? 1 : ids.length, vectors.subarray(at * size, (at + 1) * size))
        })
      }
      return vectors
    },
  }
}

/** Mean of the first `tokens` rows, as a unit vector. */
function pool(states: Float32Array, tokens: number, into: Float32Array): void {
  for (let token = 0; token < tokens; token++)
    for (let j = 0; j < into.length; j++) into[j] = (into[j] as number) + (states[token * into.length + j] as number)
  let squares = 0
  for (const value of into) squares += value * value
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
  for (let j = 0; j < into.length; j++) into[j] = (into[j] as number) * scale
}
