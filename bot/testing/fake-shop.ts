// A small shop for unit tests: a few orders, products and articles, with the rules of the ports (idempotent changes, access by nobody).
import type { Article, Order, Product } from '../domain/commerce.js'
import type { CustomerId } from '../domain/ids.js'
import type { Answers, Articles, Desk, IntentAnswer, OrderChange, Orders, Products, Suggestion } from '../ports.js'

export const today = new Date('2026-03-10T10:00:00Z')
const day = (offset: number): Date => new Date(today.getTime() + offset * 86_400_000)

const address = {
  name: 'Emma Carter',
  line1: '12 Canal Street',
  city: 'Leeds',
  postalCode: 'LS1 4AB',
  country: 'GB',
  phone: '+441130000000',
}

const order = (number: string, change: Partial<Order>): Order => ({
  number,
  customerId: 'C1001' as CustomerId,
  email: 'emma.carter@example.com',
  status: 'paid',
  lines: [
    {
      productId: 'P1',
      title: { en: 'Trail running shoes', zh: '越野跑鞋' },
      quantity: 1,
      price: { amount: 8990, currency: 'EUR' },
    },
    {
      productId: 'P2',
      title: { en: 'Rain jacket', zh: '防雨外套' },
      quantity: 2,
      price: { amount: 5990, currency: 'EUR' },
    },
  ],
  total: { amount: 20970, currency: 'EUR' },
  address,
  placedAt: day(-5),
  expectedAt: day(3),
  version: 1,
  ...change,
})

export const sampleOrders = (): Order[] => [
  order('NL-10023', {
    status: 'shipped',
    shippedAt: day(-2),
    carrier: 'PostNL',
    trackingNumber: 'TRK123',
  }),
  order('NL-10031', { status: 'paid', placedAt: day(-1) }),
  order('NL-10040', { status: 'delivered', placedAt: day(-12), deliveredAt: day(-6) }),
  order('NL-10041', {
    status: 'refunded',
    placedAt: day(-40),
    refund: { amount: { amount: 20970, currency: 'EUR' }, state: 'sent', at: day(-4), method: 'card' },
  }),
  order('NL-20001', {
    customerId: 'C1002' as CustomerId,
    email: 'li.yutong@example.cn',
    status: 'delivered',
    deliveredAt: day(-3),
  }),
]

export interface FakeOrders extends Orders {
  all: Map<string, Order>
  changes: Map<string, OrderChange>
}

export function fakeOrders(orders: readonly Order[] = sampleOrders()): FakeOrders {
  const all = new Map(orders.map((one) => [one.number, one]))
  const changes = new Map<string, OrderChange>()
  const change = (
    number: string,
    changeId: string,
    allowed: (one: Order) => boolean,
    next: Partial<Order>,
  ): OrderChange => {
    const done = changes.get(changeId)
    if (done) return done
    const found = all.get(number)
    if (!found) return { kind: 'not-found' }
    if (next.status !== undefined && found.status === next.status) return { kind: 'already', order: found }
    if (!allowed(found)) return { kind: 'too-late', order: found }
    const changed = { ...found, ...next, version: found.version + 1 }
    all.set(number, changed)
    const result: OrderChange = { kind: 'done', order: changed }
    changes.set(changeId, result)
    return result
  }
  const open = (one: Order) => ['placed', 'paid', 'packed'].includes(one.status)
  return {
    all,
    changes,
    byNumber: async (number) => all.get(number.toUpperCase()),
    ofCustomer: async (id, limit) =>
      [...all.values()]
        .filter((one) => one.customerId === id)
        .sort((a, b) => b.placedAt.getTime() - a.placedAt.getTime())
        .slice(0, limit),
    cancel: async (number, key) => change(number, key.changeId, open, { status: 'cancelled' }),
    changeAddress: async (number, next, key) => change(number, key.changeId, open, { address: next }),
    requestReturn: async (number, request) =>
      change(number, request.changeId, (one) => one.status === 'delivered', { status: 'return-requested' }),
  }
}

const product = (id: string, en: string, zh: string, amount: number): Product => ({
  id,
  title: { en, zh },
  description: { en, zh },
  category: 'shoes',
  price: { amount, currency: 'EUR' },
  attributes: {},
  tags: [],
  stock: 5,
})

export const fakeProducts = (): Products & { asked: unknown[] } => {
  const all = [
    product('P1', 'Trail shoes', '越野跑鞋', 8990),
    product('P3', 'Head torch', '头灯', 2990),
    product('P4', 'Tent', '帐篷', 19900),
  ]
  const asked: unknown[] = []
  return {
    asked,
    byId: async (id) => all.find((one) => one.id === id),
    search: async () => all,
    recommend: async (_customer, request) => {
      asked.push(request)
      return all.slice(0, request.limit).map((one): Suggestion => ({
        product: one,
        score: 0.5,
        reasonKind: 'popular',
        reason: { en: 'Popular right now.', zh: '近期热销。' },
        model: 'fake',
      }))
    },
  }
}

const article = (slug: string, en: string, zh: string, intent: string): Article => ({
  id: `art_${slug}`,
  slug,
  title: { en: `About ${slug}`, zh: `关于 ${slug}` },
  body: { en, zh },
  tags: [],
  intents: [intent],
  version: 3,
  updatedAt: today,
})

/** `coverage` of a search is what the test says it is. */
export function fakeArticles(coverage = 0): Articles & { coverage: number } {
  const all = [
    article('shipping-cost', 'Delivery costs 4.95 euro.', '运费 4.95 欧元。', 'shipping-cost'),
    article('opening-hours', 'We are open from 9 to 18.', '营业时间 9 点到 18 点。', 'opening-hours'),
  ]
  const articles = {
    coverage,
    forIntent: async (intent: string) => all.find((one) => one.intents.includes(intent)),
    search: async (_query: string, locale: 'en' | 'zh', limit: number) =>
      all
        .slice(0, limit)
        .map((one) => ({ article: one, score: 1, coverage: articles.coverage, passage: one.body[locale] })),
  }
  return articles
}

const intent = (
  name: string,
  kind: IntentAnswer['kind'],
  en: string,
  zh: string,
  more: Partial<IntentAnswer> = {},
): IntentAnswer => ({
  name,
  kind,
  description: { en, zh },
  ...more,
})

export const sampleIntents: readonly IntentAnswer[] = [
  intent('order-status', 'flow', 'Where is my order?', '我的订单到哪了?'),
  intent('order-history', 'flow', 'What have I ordered?', '我买过什么'),
  intent('cancel-order', 'flow', 'Cancel an order', '取消订单'),
  intent('change-address', 'flow', 'Change the delivery address', '修改收货地址'),
  intent('return-item', 'flow', 'Return an item', '退货'),
  intent('refund-status', 'flow', 'Where is my refund?', '退款进度'),
  intent('product-advice', 'flow', 'Help me choose a product', '帮我挑选商品'),
  intent('complaint', 'flow', 'Make a complaint', '投诉'),
  intent('talk-to-person', 'flow', 'Talk to a person', '转人工客服'),
  intent('shipping-cost', 'article', 'What does delivery cost?', '运费是多少?'),
  intent('opening-hours', 'article', 'Opening hours', '营业时间'),
  intent('greeting', 'answer', 'Say hello', '打招呼', { answers: { en: ['Hello!', 'Hi there!'], zh: ['您好!'] } }),
  intent('goodbye', 'answer', 'Say goodbye', '告别', { answers: { en: ['Goodbye!'], zh: ['再见!'] } }),
  intent('affirm', 'dialogue', 'Yes', '是'),
  intent('deny', 'dialogue', 'No', '否'),
  intent('stop', 'dialogue', 'Stop', '停止'),
]

export const fakeAnswers = (intents: readonly IntentAnswer[] = sampleIntents): Answers => ({
  intent: async (name) => intents.find((one) => one.name === name),
})

export const fakeDesk = (standing: Awaited<ReturnType<Desk['standing']>> = { ahead: 0, peopleOnline: 0 }): Desk => ({
  standing: async () => standing,
})
