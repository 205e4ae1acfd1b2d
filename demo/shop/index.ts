import type { SeedDataset } from '../../knowledge/seed/dataset.js'
import type { CustomerId } from '../../bot/domain/ids.js'
const at = new Date(Date.now() - 86400000 * 3)
const address = {
  name: 'Emma Carter',
  line1: '1 Main St',
  city: 'Denver',
  region: 'CO',
  postalCode: '80201',
  country: 'US',
}
const c = (n: string) => `cus_${n}` as CustomerId
export function loadDemoShop(_o: { now?: Date } = {}): SeedDataset {
  const u = (en: string[], zh: string[]) => ({ en, zh })
  return {
    version: 'stub',
    shop: { name: { en: 'Northlight', zh: '北光' }, supportEmail: 'help@example.com', currency: 'USD' },
    customers: [
      {
        id: c('C1001'),
        number: 'C1001',
        name: 'Emma Carter',
        email: 'emma.carter@example.com',
        locale: 'en',
        address,
        createdAt: at,
      },
      {
        id: c('C1002'),
        number: 'C1002',
        name: '李雨桐',
        email: 'li.yutong@example.cn',
        locale: 'zh',
        address,
        createdAt: at,
      },
      {
        id: c('C1003'),
        number: 'C1003',
        name: 'Marco Rossi',
        email: 'marco.rossi@example.com',
        locale: 'en',
        address,
        createdAt: at,
      },
    ],
    products: [],
    orders: [
      {
        number: 'NL-10023',
        customerId: c('C1001'),
        email: 'emma.carter@example.com',
        status: 'shipped',
        lines: [
          { productId: 'p1', title: { en: 'Tent', zh: '帐篷' }, quantity: 1, price: { amount: 1000, currency: 'USD' } },
        ],
        total: { amount: 1000, currency: 'USD' },
        address,
        placedAt: at,
        shippedAt: at,
        carrier: 'UPS',
        trackingNumber: '1Z',
        version: 1,
      },
      {
        number: 'NL-10042',
        customerId: c('C1002'),
        email: 'li.yutong@example.cn',
        status: 'placed',
        lines: [
          { productId: 'p1', title: { en: 'Tent', zh: '帐篷' }, quantity: 1, price: { amount: 1000, currency: 'USD' } },
        ],
        total: { amount: 1000, currency: 'USD' },
        address,
        placedAt: at,
        version: 1,
      },
    ],
    events: [],
    reviews: [],
    articles: [
      {
        id: 'a1',
        slug: 'opening-hours',
        title: { en: 'Opening hours', zh: '营业时间' },
        body: { en: 'We are open Monday to Saturday 9 to 18.', zh: '周一至周六 9 点到 18 点。' },
        tags: [],
        intents: ['opening-hours'],
        version: 1,
        updatedAt: at,
      },
    ],
    intents: [
      {
        name: 'order-status',
        description: { en: 'Where is my order', zh: '查订单' },
        kind: 'flow',
        utterances: u(
          ['where is my order', 'track my order', 'order status please', 'where is NL-10023', 'has my package shipped'],
          ['我的订单到哪了', '查一下物流', '订单发货了吗', '快递到哪了', '查订单NL-10023'],
        ),
      },
      {
        name: 'cancel-order',
        description: { en: 'Cancel an order', zh: '取消订单' },
        kind: 'flow',
        utterances: u(
          ['cancel my order', 'please cancel NL-10042', 'i want to cancel the order', 'cancel it', 'stop my order'],
          ['取消订单', '我要取消NL-10042', '不想要了取消吧', '帮我取消订单', '订单取消'],
        ),
      },
      {
        name: 'opening-hours',
        description: { en: 'Opening hours', zh: '营业时间' },
        kind: 'article',
        article: 'opening-hours',
        utterances: u(
          ['opening hours', 'when are you open', 'what time do you close', 'are you open on sunday', 'support hours'],
          ['营业时间', '几点上班', '几点下班', '周日上班吗', '客服几点'],
        ),
      },
      {
        name: 'affirm',
        description: { en: 'Yes', zh: '是' },
        kind: 'dialogue',
        utterances: u(['yes', 'yes please', 'sure', 'ok', 'go ahead'], ['是', '是的', '好的', '确认', '对']),
      },
      {
        name: 'deny',
        description: { en: 'No', zh: '否' },
        kind: 'dialogue',
        utterances: u(['no', 'no thanks', 'nope', 'not now', 'do not'], ['不', '不用了', '不要', '否', '不是']),
      },
    ],
    outOfScope: {
      en: ['the moon is made of cheese', 'who won the match', 'tell me a joke', 'weather tomorrow', 'play music'],
      zh: ['今天天气怎么样', '讲个笑话', '谁赢了比赛', '放首歌', '月亮多远'],
    },
    entities: [{ kind: 'pattern', name: 'order-number', pattern: 'NL[- ]?(\\d{5})', normalise: 'NL-$1' }],
  }
}
