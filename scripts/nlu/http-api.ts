// The language engine over HTTP, in the words of Rasa's HTTP API (https://rasa.com/docs/rasa/pages/http-api), so that it can stand in for one.
import express, { type Express } from 'express'
import { z } from 'zod'
import { AppError } from '../../platform/errors.js'
import { errorHandler, notFound } from '../../platform/http/error-handler.js'
import type { Log } from '../../platform/log.js'
import type { Entity, Part, Understander, Understanding } from '../../nlu/understanding.js'

export interface NluApiOptions {
  understander: Understander
  /** What `/status` names. */
  model: string
  intents: number
  encoders: readonly string[]
  version: string
  log: Log
}

/** The intent that Rasa's fallback classifier gives to what no intent claims. */
export const fallbackIntent = 'nlu_fallback'

const bodyLimit = '256kb'
const parseSchema = z.object({
  text: z.string(),
  message_id: z.string().max(200).optional(),
  // Of Rasa; there is one model and nothing to choose.
  emulation_mode: z.string().optional(),
})

interface RankedIntent {
  name: string
  confidence: number
}

export function createNluApi({ understander, model, intents, encoders, version, log }: NluApiOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.get('/', (_request, response) => void response.type('text/plain').send(`Hello from Kefu: ${version}`))
  app.get('/healthz', (_request, response) => void response.json({ ok: true }))
  app.get('/version', (_request, response) => void response.json({ version, minimum_compatible_version: version }))
  app.get(
    '/status',
    (_request, response) =>
      void response.json({ model_file: model, fingerprint: {}, num_active_training_jobs: 0, intents, encoders }),
  )
  app.post('/model/parse', express.json({ limit: bodyLimit }), async (request, response) => {
    const parsed = parseSchema.safeParse(request.body)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const field = issue?.path.join('.') || 'body'
      throw new AppError('input-invalid', `${field}: ${issue?.message ?? 'is wrong'}`, { details: { field } })
    }
    const { text, message_id } = parsed.data
    const understanding = await understander.understand(text)
    response.json({ ...asRasa(understanding), ...(message_id === undefined ? {} : { message_id }) })
  })
  app.use(notFound, errorHandler(log))
  return app
}

/** What Rasa would answer. A message of several requests is answered by its first one; `parts` holds all of them. */
export function asRasa(understanding: Understanding): Record<string, unknown> {
  const { text, parts } = understanding
  const first = parts.find((part) => part.kind === understanding.kind) ?? parts[0]
  const ranking = first === undefined ? [] : rankingOf(first)
  return {
    text,
    intent: ranking[0] ?? { name: null, confidence: 0 },
    intent_ranking: ranking,
    entities: parts.flatMap((part) => part.entities.map(asRasaEntity)),
    ...(parts.length === 1
      ? {}
      : {
          parts: parts.map((part) => ({
            text: part.text,
            start: part.span.start,
            end: part.span.end,
            intent: rankingOf(part)[0],
          })),
        }),
  }
}

/** The answer first: a near tie that the open flow decided, or the fallback before what was too unlikely. */
function rankingOf(part: Part): RankedIntent[] {
  const ranked = part.candidates.map(({ intent, confidence }) => ({ name: intent, confidence }))
  switch (part.kind) {
    case 'understood':
      return [{ name: part.intent, confidence: part.confidence }, ...ranked.filter(({ name }) => name !== part.intent)]
    case 'ambiguous':
      return ranked
    case 'out-of-scope':
      return [{ name: fallbackIntent, confidence: part.confidence }, ...ranked]
  }
}

const asRasaEntity = ({ name, text, span, value, confidence, source }: Entity): Record<string, unknown> => ({
  entity: name,
  value,
  text,
  start: span.start,
  end: span.end,
  confidence_entity: confidence,
  extractor: source,
})
