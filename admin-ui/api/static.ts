// Serves the built admin app at `/admin`: compressed at build time, cached for good where the name holds a hash, one page for every path.
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { Router, type Request, type Response } from 'express'
import helmet from 'helmet'
import { AppError } from '../../platform/errors.js'

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
  ['.json', 'application/json; charset=utf-8'],
  ['.map', 'application/json; charset=utf-8'],
])

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/**
 * Security headers of the admin app. `'unsafe-inline'` styles: Mantine sets style attributes. No HSTS and no upgrade here: an
 * installation may be plain HTTP; a proxy that ends TLS sets its own.
 */
const headers = (baseUri: "'none'" | "'self'") =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'https:'],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: [baseUri],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  })

export const adminHeaders = headers("'none'")
/** Bull Board's page says what its links begin with. */
export const boardHeaders = headers("'self'")

/** @param folder what the build wrote; where it is missing, a page says how to build it. */
export function adminPages(folder: string): Router {
  const router = Router()
  router.use('/admin', adminHeaders)
  router.get(['/admin', '/admin/{*path}'], async (request, response) => {
    const file = inside(folder, decodeURIComponent(request.path.slice('/admin/'.length)))
    const isAsset = request.path.startsWith('/admin/assets/')
    if (file !== undefined && (await isFile(file))) {
      response.set('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
      return sendFile(file, request, response)
    }
    if (isAsset) throw new AppError('not-found', `There is nothing at ${request.path}.`)
    const page = join(folder, 'index.html')
    response.set('Cache-Control', 'no-cache')
    if (await isFile(page)) return sendFile(page, request, response)
    response
      .status(503)
      .type('html')
      .send('<!doctype html><title>Kefu</title><p>The admin app is not built: run <code>npm run build</code>.')
  })
  return router
}

/** Undefined for a path that leads out of the folder. */
function inside(folder: string, path: string): string | undefined {
  const file = normalize(join(folder, path))
  return file.startsWith(normalize(folder) + sep) ? file : undefined
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (entry) => entry.isFile(),
    () => false,
  )

function sendFile(file: string, request: Request, response: Response): void {
  response.set({ 'Content-Type': types.get(extname(file)) ?? 'application/octet-stream', Vary: 'Accept-Encoding' })
  const accepted = encodings.find(
    ([name, suffix]) => request.acceptsEncodings(name) === name && existsSync(file + suffix),
  )
  if (accepted !== undefined) response.set('Content-Encoding', accepted[0])
  createReadStream(file + (accepted?.[1] ?? ''))
    .on('error', (error) => response.destroy(error))
    .pipe(response)
}
