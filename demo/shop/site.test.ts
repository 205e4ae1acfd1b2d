// The shop's own web server, over HTTP as a browser sees it.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article, Product } from '../../bot/domain/commerce.js'
import { errorHandler, notFound } from '../../platform/http/error-handler.js'
import { createLog } from '../../platform/log.js'
import { demoSite, namedCustomers } from './site.js'

const tent = { id: 'larkspur-3', category: 'tents' } as Product
const hours = { slug: 'opening-hours', title: { en: 'Opening hours', zh: '营业时间' } } as Article

let server: Server
let url: string

beforeAll(async () => {
  const app = express()
  app.use(
    demoSite({
      signIdentity: async ({ customerNumber }) => `token of ${customerNumber}`,
      products: async () => [tent],
      article: async (slug) => (slug === hours.slug ? hours : undefined),
    }),
    notFound,
    errorHandler(createLog('silent')),
  )
  server = createServer(app)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => void server.close())

const get = async (path: string) => {
  const response = await fetch(url + path)
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.text() }
}
const signIn = (body: unknown) =>
  fetch(`${url}/demo/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('the shop’s pages', () => {
  it.each(['/', '/products/larkspur-3', '/help/opening-hours'])('%s carries the widget by one tag', async (path) => {
    const { status, type, body } = await get(path)
    expect(status).toBe(200)
    expect(type).toContain('text/html')
    expect(body.match(/<script async src="\/widget\.js" data-site-key="demo"><\/script>/g)).toHaveLength(1)
  })

  it.each(['/', '/products/larkspur-3', '/help/opening-hours'])(
    '%s runs under a policy without inline code, and every file it names is there',
    async (path) => {
      const { body } = await get(path)
      expect(body).not.toMatch(/<style|style="|<script(?![^>]*src=)|\son\w+="/)
      const files = [...body.matchAll(/(?:src|href|srcset)="(\/demo\/[^"]+)"/g)].map((hit) => hit[1] ?? '')
      expect(files.length).toBeGreaterThan(4)
      for (const file of files) expect([file, (await get(file)).status]).toEqual([file, 200])
    },
  )

  it.each(['/products/nothing', '/help/nothing', '/demo/nothing.js', '/demo/images/red/nothing.svg'])(
    '%s is not found',
    async (path) => expect((await get(path)).status).toBe(404),
  )
})

describe('a product’s page', () => {
  it('is about that product alone', async () => {
    expect((await get('/products/larkspur-3')).body).toContain('/demo/product.js')
  })
})

describe('the drawings', () => {
  it('come in the colour that is asked for, and as they are in one that the shop does not have', async () => {
    const plain = (await get('/demo/images/tents.svg')).body
    const { type, body } = await get('/demo/images/blue/tents.svg')
    expect(type).toContain('image/svg+xml')
    expect(body).not.toBe(plain)
    expect((await get('/demo/images/%22%3E%3Cscript/tents.svg')).body).toBe(plain)
  })
})

describe('signing in', () => {
  it('vouches for each of the named customers', async () => {
    for (const { number, name } of namedCustomers) {
      const response = await signIn({ customerNumber: number })
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toEqual({ token: `token of ${number}`, name })
    }
  })

  it('vouches for nobody else, and says which field was wrong', async () => {
    expect(await (await signIn({ customerNumber: null })).json()).toEqual({ token: null, name: null })
    const refused = await signIn({ customerNumber: 'C2001' })
    expect(refused.status).toBe(400)
    expect(JSON.stringify(await refused.json())).toContain('customerNumber')
  })
})
