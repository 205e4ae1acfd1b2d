// `npm run nlu -- serve`: the language engine alone, over HTTP.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadDemoShop } from '../../demo/shop/index.js'
import { readLabelledFile } from '../../nlu/evaluation/labelled-file.js'
import {
  createUnderstander,
  deserializeModel,
  trainOnRows,
  warmUpRecognizers,
  type Encoders,
  type TrainedModel,
} from '../../nlu/index.js'
import { AppError } from '../../platform/errors.js'
import { bind } from '../../platform/http/bind.js'
import { closeServer } from '../../platform/lifecycle.js'
import { createLog } from '../../platform/log.js'
import { createNluApi } from './http-api.js'

/** In a model's folder. */
export const modelFile = 'model.kefu'

export interface ServeOptions {
  /** Rows to learn from … */
  train?: string
  /** … or a folder that `train` wrote. Neither: the sentences of the demo shop. */
  model?: string
  encoders: Encoders
  host: string
  /** 0: one chosen by the system. */
  port: number
  version: string
}

/** Resolves when it answers. Rejects with an `AppError` that says in one sentence what is wrong. */
export async function serve(options: ServeOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer()
  const url = await bind(server, options.port, options.host)
  try {
    const { name, model } = await openModel(options)
    await warmUpRecognizers(new Date())
    const understander = createUnderstander(model, name, { encoders: options.encoders })
    const missing = understander.missingEncoders()
    if (missing.length > 0) console.error(`Without ${missing.join(' and ')}: the n-grams answer alone.`)
    server.on(
      'request',
      createNluApi({
        understander,
        model: name,
        intents: model.intentModel.intents.length,
        encoders: Object.values(model.semantic).map(({ examples }) => examples.stamp.name),
        version: options.version,
        log: createLog('warn'),
      }),
    )
  } catch (error) {
    await closeServer(server)
    throw error
  }
  return { url, stop: () => closeServer(server) }
}

async function openModel({ train, model, encoders }: ServeOptions): Promise<{ name: string; model: TrainedModel }> {
  if (model !== undefined) return { name: model, model: await readModel(model) }
  if (train !== undefined) return { name: train, model: await trainOnRows(await readLabelledFile(train), { encoders }) }
  return { name: 'demo shop', model: await trainOnRows(demoRows(), { encoders }) }
}

/** @throws AppError `model-missing` for a folder without a model, `model-damaged` for one that cannot be used */
async function readModel(folder: string): Promise<TrainedModel> {
  const file = join(folder, modelFile)
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new AppError('model-missing', `There is no model at ${file}; \`nlu -- train\` writes one.`, {
      details: { file },
      cause,
    })
  })
  return deserializeModel(bytes)
}

function demoRows(): { text: string; intent: string }[] {
  const { intents, outOfScope } = loadDemoShop()
  const texts = (byLocale: Readonly<Record<string, readonly string[]>>): string[] => Object.values(byLocale).flat()
  return [
    ...intents.flatMap(({ name, utterances }) => texts(utterances).map((text) => ({ text, intent: name }))),
    ...texts(outOfScope).map((text) => ({ text, intent: 'oos' })),
  ]
}
