// The lists that questions may offer, by the name that definitions use.
import { z } from 'zod'
import { defineChoices, type ChoiceList } from './define.js'
import { allowedOrder } from './actions/find-order.js'
import { orderLabel } from './actions/order-words.js'
import { amongSchema, ownOrders } from './actions/own-orders.js'

export const choiceLists: ReadonlyMap<string, ChoiceList> = new Map([
  [
    'own-orders',
    defineChoices({
      args: z.strictObject({ among: amongSchema }),
      list: async (context, { among }) =>
        (await ownOrders(context, among)).orders.map((order) => ({
          value: order.number,
          label: orderLabel(order, context.turn.locale),
        })),
    }),
  ],
  [
    'order-items',
    defineChoices({
      args: z.strictObject({}),
      list: async (context) =>
        ((await allowedOrder(context))?.lines ?? []).map((line) => ({
          value: line.productId,
          label: line.title[context.turn.locale],
        })),
    }),
  ],
])
