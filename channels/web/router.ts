// What the widget fetches over HTTP: its script, its configuration, files both ways.
import express, { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { AppError } from '../../platform/errors.js'
import { createBundle } from './bundle.js'
import { filesPath } from './file-links.js'
import type { Files } from './files.js'
import { maxFileBytes, maxTextLength, socketPath } from './limits.js'
import type { SiteLook } from './site-look.js'
import type { Sites } from './sites.js'

export interface WidgetConfig {
  socketPath: string
  maxTextLength: number
  files: { maxBytes: number } | false
  look: SiteLook
}

export interface RouterParts {
  sites: Sites
  files: Files
  widgetFile?: string
}

/** Scripts cannot read the answer of another page's server without this; which page may use what is checked before. */
function allowPage(request: Request, response: Response): void {
  response.set({
    'Access-Control-Allow-Origin': request.headers.origin ?? '*',
    Vary: 'Origin',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
}

const fileHeaders = z.object({
  authorization: z
    .string()
    .regex(/^Bearer \S+$/)
    .transform((header) => header.slice(7)),
  'x-kefu-site': z.string(),
  'x-kefu-identity': z.string().optional(),
  'x-kefu-name': z.string().transform((name, context) => {
    try {
      return decodeURIComponent(name)
    } catch {
      context.addIssue('not URI-encoded')
      return z.NEVER
    }
  }),
})

function headersOf(request: Request) {
  if (request.headers.authorization === undefined)
    throw new AppError('token-missing', 'The upload carries no visitor token.', { details: { field: 'authorization' } })
  const read = fileHeaders.safeParse(request.headers)
  if (read.success) return read.data
  const field = read.error.issues[0]?.path.join('.') ?? 'headers'
  throw new AppError('input-invalid', `The header ${field} is wrong.`, { details: { field } })
}

const linkParams = z.object({ id: z.string(), until: z.string(), signature: z.string() })

export function createRouter({ sites, files, widgetFile }: RouterParts): Router {
  const router = Router()
  const bundle = createBundle(widgetFile)

  router.get('/widget.js', async (request, response) => {
    const script = await bundle()
    response.set({
      'Content-Type': 'text/javascript; charset=utf-8',
      // The name never changes, so a new version is asked for soon; the old one serves meanwhile.
      'Cache-Control': 'public, max-age=300, stale-while-revalidate=86400',
      ETag: script.etag,
      Vary: 'Accept-Encoding',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
    })
    if (request.fresh) {
      response.status(304).end()
      return
    }
    const encoding = request.acceptsEncodings(['br', 'gzip', 'identity'])
    if (encoding === 'br' || encoding === 'gzip') response.set('Content-Encoding', encoding)
    response.send(encoding === 'br' ? script.brotli : encoding === 'gzip' ? script.gzip : script.plain)
  })

  router.get('/widget/config', (request, response) => {
    const key = z.string().safeParse(request.query['site'])
    const site = sites.allowed(key.success ? key.data : '', request)
    allowPage(request, response)
    const config: WidgetConfig = {
      socketPath,
      maxTextLength,
      files: files.enabled && site.look?.files !== false ? { maxBytes: maxFileBytes } : false,
      look: site.look ?? {},
    }
    response.set('Cache-Control', 'public, max-age=60').json(config)
  })

  router.options(filesPath, (request, response) => {
    if (sites.knowsOrigin(request)) {
      allowPage(request, response)
      response.set({
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'authorization, content-type, x-kefu-site, x-kefu-identity, x-kefu-name',
        'Access-Control-Max-Age': '600',
      })
    }
    response.status(204).end()
  })

  router.post(filesPath, express.raw({ type: () => true, limit: maxFileBytes }), async (request, response) => {
    if (sites.knowsOrigin(request)) allowPage(request, response)
    const headers = headersOf(request)
    const auth = { site: headers['x-kefu-site'], token: headers.authorization, identity: headers['x-kefu-identity'] }
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    response.status(201).json(await files.take(auth, request, headers['x-kefu-name'], bytes))
  })

  router.get(`${filesPath}/:id/:until/:signature/:name`, async (request, response) => {
    const { file, bytes } = await files.open(linkParams.parse(request.params))
    const shown = file.mime.startsWith('image/')
    response.set({
      'Content-Type': file.mime === 'text/plain' ? 'text/plain; charset=utf-8' : file.mime,
      'Content-Disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      // Whatever the bytes are, they run nowhere.
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'private, max-age=3600, immutable',
    })
    response.send(bytes)
  })

  return router
}
