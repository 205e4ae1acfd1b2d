// Orders in the words of customers: status names, cards, one-line labels.
import type { Order, OrderStatus } from '../../domain/commerce.js'
import type { Locale, LocalizedText } from '../../domain/locale.js'
import type { Card } from '../../domain/message.js'
import { formatDate, formatList, formatMoney } from '../template.js'

export const statusWords: Readonly<Record<OrderStatus, LocalizedText>> = {
  placed: { en: 'received, waiting for payment', zh: '已下单，待付款' },
  paid: { en: 'paid, being prepared', zh: '已付款，备货中' },
  packed: { en: 'packed, about to be shipped', zh: '已打包，即将发货' },
  shipped: { en: 'on its way', zh: '运输中' },
  delivered: { en: 'delivered', zh: '已签收' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  'return-requested': { en: 'return requested', zh: '已申请退货' },
  returned: { en: 'returned, refund being made', zh: '已退回，退款处理中' },
  refunded: { en: 'refunded', zh: '已退款' },
}

export const titlesOf = (order: Order, locale: Locale): readonly string[] =>
  order.lines.map((line) =>
    line.quantity > 1 ? `${line.title[locale]} × ${String(line.quantity)}` : line.title[locale],
  )

/** One line under a question: number, what is in it, how far it is. */
export function orderLabel(order: Order, locale: Locale): string {
  const first = order.lines[0]?.title[locale] ?? ''
  const more = order.lines.length > 1 ? ` +${String(order.lines.length - 1)}` : ''
  return `${order.number} · ${first}${more} · ${statusWords[order.status][locale]}`
}

const labels = {
  items: { en: 'Items', zh: '商品' },
  total: { en: 'Total', zh: '合计' },
  placed: { en: 'Ordered', zh: '下单时间' },
  expected: { en: 'Expected', zh: '预计送达' },
  delivered: { en: 'Delivered', zh: '签收时间' },
  carrier: { en: 'Carrier', zh: '承运商' },
  tracking: { en: 'Tracking', zh: '运单号' },
} as const satisfies Record<string, LocalizedText>

const fact = (label: LocalizedText, value: string | undefined, locale: Locale) =>
  value === undefined ? [] : [{ label: label[locale], value }]

const heading = (order: Order, locale: Locale) =>
  ({
    kind: 'order',
    title: locale === 'en' ? `Order ${order.number}` : `订单 ${order.number}`,
    subtitle: statusWords[order.status][locale],
  }) as const

/** What an order holds, costs, and when it was placed. */
const contents = (order: Order, locale: Locale) => [
  ...fact(labels.items, formatList(titlesOf(order, locale), locale), locale),
  ...fact(labels.total, formatMoney(order.total, locale), locale),
  ...fact(labels.placed, formatDate(order.placedAt, locale), locale),
]

/** What an order holds and where it is. No address, e-mail or phone number. */
export function orderCard(order: Order, locale: Locale): Card {
  const date = (at: Date | undefined) => (at === undefined ? undefined : formatDate(at, locale))
  const open = order.status === 'shipped' || order.status === 'packed' || order.status === 'paid'
  return {
    ...heading(order, locale),
    facts: [
      ...contents(order, locale),
      ...fact(labels.expected, open ? date(order.expectedAt) : undefined, locale),
      ...fact(labels.delivered, date(order.deliveredAt), locale),
      ...fact(labels.carrier, order.carrier, locale),
      ...fact(labels.tracking, order.trackingNumber, locale),
    ],
  }
}

const ask: LocalizedText = { en: 'About this order', zh: '询问此订单' }

/** Several orders: what each holds, costs and when it was placed, with a button that begins to speak of it. */
export const ordersCard = (orders: readonly Order[], locale: Locale): Card => ({
  kind: 'order',
  title: locale === 'en' ? 'Your orders' : '您的订单',
  items: orders.map((order) => ({
    ...heading(order, locale),
    facts: contents(order, locale),
    actions: [{ label: ask[locale], value: order.number }],
  })),
})
