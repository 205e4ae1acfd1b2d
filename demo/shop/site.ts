// The demo shop's own web server, standing for a customer's site: its pages, its product list, and who is signed in there. Like any
// site that carries the widget it signs a short-lived identity token with the secret it shares with Kefu.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'
import { z } from 'zod'
import type { Article, Product } from '../../bot/domain/commerce.js'
import { AppError } from '../../platform/errors.js'
import { isDrawn, tinted, tintsCss } from './tints.js'

/** The customers that a visitor may try; nobody else can be signed in as. */
export const namedCustomers = [
  { number: 'C1001', name: 'Emma Carter', email: 'emma.carter@example.com' },
  { number: 'C1002', name: '李雨桐', email: 'li.yutong@example.cn' },
  { number: 'C1003', name: 'Marco Rossi', email: 'marco.rossi@example.com' },
] as const

/** What the shop asked of its widget. */
export const demoLook = {
  title: { en: 'Northlight support', zh: '北光客服' },
  accent: '#20694f',
  files: true,
  greeting: {
    en: 'Hi! Ask me about an order, a return or a product.',
    zh: '您好！订单、退换货或者选购问题，都可以问我。',
  },
  starters: [
    {
      label: { en: 'Where is my order?', zh: '我的订单到哪了？' },
      value: { en: 'Where is my order?', zh: '我的订单到哪了？' },
    },
    { label: { en: 'Return an item', zh: '我要退货' }, value: { en: 'I want to return an item', zh: '我要退货' } },
    {
      label: { en: 'Help me choose', zh: '帮我推荐' },
      value: { en: 'Can you recommend something?', zh: '帮我推荐一款产品' },
    },
  ],
}

const sessionRequest = z.object({
  customerNumber: z.enum(namedCustomers.map((customer) => customer.number)).nullable(),
})

export interface DemoSiteOptions {
  /** Signs a short identity token with the secret that the site shares with Kefu. */
  signIdentity(customer: { customerNumber: string; name: string; email: string }): Promise<string>
  products(): Promise<readonly Product[]>
  article(slug: string): Promise<Article | undefined>
}

const pageFolder = fileURLToPath(new URL('./page/', import.meta.url))

/** Routes `/`, `/products/:id`, `/help/:slug`, `/demo/*`. */
export function demoSite(options: DemoSiteOptions): Router {
  const router = Router()
  router.get('/demo/api/products', async (_request, response) => {
    response.json({ products: await options.products() })
  })
  router.post('/demo/session', express.json({ limit: '1kb' }), async (request, response) => {
    const parsed = sessionRequest.safeParse(request.body)
    if (!parsed.success) {
      throw new AppError('input-invalid', 'customerNumber must be null or one of the demo customers.', {
        details: { field: 'customerNumber' },
      })
    }
    const customer = namedCustomers.find(({ number }) => number === parsed.data.customerNumber)
    response.set('Cache-Control', 'no-store')
    if (customer === undefined) {
      response.json({ token: null, name: null })
      return
    }
    const { number, name, email } = customer
    response.json({ token: await options.signIdentity({ customerNumber: number, name, email }), name })
  })
  router.get('/demo/api/articles/:slug', async (request, response) => {
    const article = await options.article(request.params.slug)
    if (article === undefined) throw new AppError('not-found', 'There is no such article.')
    response.json({ article })
  })
  router.get('/help/:slug', async (request, response, next) => {
    if ((await options.article(request.params.slug)) === undefined) {
      next()
      return
    }
    response.sendFile('help.html', { root: pageFolder })
  })
  router.get('/products/:id', async (request, response, next) => {
    if (!(await options.products()).some(({ id }) => id === request.params.id)) {
      next()
      return
    }
    response.sendFile('product.html', { root: pageFolder })
  })
  router.get('/demo/tints.css', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').type('css').send(tintsCss())
  })
  router.get('/demo/images/:colour/:category.svg', async (request, response, next) => {
    const { colour, category } = request.params
    if (!isDrawn(category)) {
      next()
      return
    }
    const drawing = await readFile(`${pageFolder}images/${category}.svg`, 'utf8')
    response.set('Cache-Control', 'public, max-age=300').type('svg').send(tinted(drawing, colour))
  })
  router.use('/demo', express.static(pageFolder, { index: false, maxAge: '5m' }))
  router.get('/', (_request, response) => {
    response.sendFile('index.html', { root: pageFolder })
  })
  return router
}
