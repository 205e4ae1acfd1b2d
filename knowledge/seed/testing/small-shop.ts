// A small made-up shop for tests of this room: customers with hobbies buy across categories, so there is something to learn.
import type { Article, Order, Product } from '../../../bot/domain/commerce.js'
import type { CustomerId, EventId } from '../../../bot/domain/ids.js'
import type { RecordEvent } from '../../../bot/domain/event.js'
import type { Review, SeedCustomer, SeedDataset } from '../dataset.js'

/** mulberry32: the same seed gives the same shop. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const categories = ['tents', 'stoves', 'boots', 'lamps', 'bags', 'maps']
const hobbies = ['camping', 'running', 'climbing', 'cooking', 'cycling', 'sailing']
const day = 86_400_000

/** Where time stands in the shop. */
export const shopNow = new Date('2026-03-01T12:00:00Z')

const productId = (hobby: number, category: number, size: number): string =>
  `p-${String(hobby)}-${String(category)}-${String(size)}`

/** 6 hobbies × 6 categories × 3 sizes = 108 products. */
function makeProducts(): Product[] {
  return hobbies.flatMap((hobby, h) =>
    categories.flatMap((category, c) =>
      [0, 1, 2].map((size) => ({
        id: productId(h, c, size),
        title: { en: `${hobby} ${category} ${String(size + 1)}`, zh: `商品 ${String(h)}${String(c)}${String(size)}` },
        description: { en: `For ${hobby}.`, zh: '很好用。' },
        category,
        price: { amount: 1000 * (1 + size) * (1 + c), currency: 'USD' },
        attributes: { size, 'made.in': 'x' },
        tags: [hobby],
        stock: 20,
        rating: { average: 3 + size / 2, count: 5 },
      })),
    ),
  )
}

const article = (id: string, title: [string, string], body: [string, string], intents: string[] = []): Article => ({
  id,
  slug: id,
  title: { en: title[0], zh: title[1] },
  body: { en: body[0], zh: body[1] },
  tags: [],
  intents,
  version: 1,
  updatedAt: shopNow,
})

export const smallShopArticles: readonly Article[] = [
  article(
    'a-shipping-cost',
    ['What does shipping cost?', '运费是多少？'],
    [
      'Shipping is free for orders over $50.\n\n## Smaller orders\n\nBelow that, standard shipping costs $4.90.\n\nExpress delivery costs $12 and takes one day.',
      '订单满 50 美元免运费。\n\n低于此金额，标准配送收费 4.90 美元。\n\n加急配送 12 美元，一天送达。',
    ],
    ['shipping-cost'],
  ),
  article(
    'a-returns',
    ['Returning an item', '如何退货'],
    [
      'You can return an item within 30 days of delivery.\n\nRefunds are sent to the original payment method in five days.',
      '收到商品后 30 天内可以退货。\n\n退款会在五天内原路退回。',
    ],
    ['return-policy'],
  ),
  article(
    'a-hours',
    ['Opening hours', '营业时间'],
    ['Our shop is open from 9 to 18, Monday to Saturday.', '我们的门店周一至周六 9 点到 18 点营业。'],
    ['opening-hours'],
  ),
  article(
    'a-payment',
    ['Ways to pay', '支付方式'],
    [
      'We take cards, PayPal and bank transfer.\n\nAlipay and WeChat Pay work too.',
      '支持银行卡、PayPal 和转账。\n\n也支持支付宝和微信支付。',
    ],
    ['payment-methods'],
  ),
]

/** Each customer has one main hobby; nine of ten purchases follow it. */
export function makeSmallShop(customerCount = 120, seed = 7): SeedDataset {
  const random = seededRandom(seed)
  const pick = (count: number): number => Math.floor(random() * count)
  const products = makeProducts()
  const byId = new Map(products.map((product) => [product.id, product]))
  const customers: SeedCustomer[] = []
  const orders: Order[] = []
  const events: RecordEvent[] = []
  const reviews: Review[] = []
  const addEvent = (type: string, customerId: CustomerId, data: Record<string, unknown>, at: Date): void => {
    events.push({ id: `e${String(events.length)}` as EventId, type, customerId, data, at })
  }
  const anyProduct = (hobby: number): string => productId(random() < 0.9 ? hobby : pick(6), pick(6), pick(3))

  for (let index = 0; index < customerCount; index += 1) {
    const id = `c${String(index)}` as CustomerId
    const name = `Customer ${String(index)}`
    const address = { name, line1: '1 High St', city: 'Leeds', postalCode: 'LS1', country: 'GB' }
    const createdAt = new Date(shopNow.getTime() - 400 * day)
    const hobby = pick(hobbies.length)
    customers.push({
      id,
      number: `C${String(1000 + index)}`,
      name,
      email: `c${String(index)}@example.com`,
      locale: index % 2 ? 'zh' : 'en',
      address,
      createdAt,
    })
    for (let count = 0; count < 4; count += 1) {
      const placedAt = new Date(shopNow.getTime() - (350 - count * 80 + pick(40)) * day)
      const ids = [...new Set([anyProduct(hobby), anyProduct(hobby), anyProduct(hobby)])]
      const lines = ids.flatMap((one) => {
        const product = byId.get(one)
        return product ? [{ productId: one, title: product.title, quantity: 1, price: product.price }] : []
      })
      const amount = lines.reduce((sum, { price }) => sum + price.amount, 0)
      const number = `NL-${String(10_000 + orders.length)}`
      orders.push({
        number,
        customerId: id,
        email: `c${String(index)}@example.com`,
        status: 'delivered',
        lines,
        total: { amount, currency: 'USD' },
        address,
        placedAt,
        deliveredAt: new Date(placedAt.getTime() + 3 * day),
        version: 1,
      })
      addEvent('order.placed', id, { order: number, productIds: ids }, placedAt)
      addEvent('product.viewed', id, { productId: anyProduct(hobby) }, new Date(placedAt.getTime() - day))
    }
    addEvent('product.searched', id, { query: categories[pick(6)] }, new Date(shopNow.getTime() - 2 * day))
    const reviewed = anyProduct(hobby)
    const rating = 1 + pick(5)
    reviews.push({
      id: `r${String(index)}`,
      productId: reviewed,
      customerId: id,
      rating,
      text: 'Good',
      locale: 'en',
      at: shopNow,
    })
    addEvent('review.written', id, { productId: reviewed, rating }, new Date(shopNow.getTime() - day))
  }
  const utterances = { en: ['where is my order'], zh: ['我的订单在哪里'] }
  return {
    version: 'test-1',
    shop: { name: { en: 'Small Shop', zh: '小店' }, supportEmail: 'help@example.com', currency: 'USD' },
    customers,
    products,
    orders,
    events,
    reviews,
    articles: smallShopArticles,
    intents: [
      {
        name: 'order-status',
        description: { en: 'Where is my order?', zh: '我的订单在哪？' },
        kind: 'flow',
        utterances,
      },
      {
        name: 'affirm',
        description: { en: 'Yes', zh: '是' },
        kind: 'dialogue',
        utterances: { en: ['yes'], zh: ['好'] },
      },
      {
        name: 'shipping-cost',
        description: { en: 'Shipping', zh: '运费' },
        kind: 'article',
        article: 'a-shipping-cost',
        utterances: { en: ['shipping cost'], zh: ['运费'] },
      },
    ],
    outOfScope: { en: ['what is the meaning of life'], zh: ['人生的意义是什么'] },
    entities: [
      { kind: 'list', name: 'category', values: [{ value: 'tents', synonyms: ['tent', '帐篷'] }] },
      { kind: 'pattern', name: 'order-number', pattern: 'NL-?(\\d{5})', normalise: 'NL-$1' },
    ],
  }
}
