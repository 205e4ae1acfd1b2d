// Binds the action names of flow definitions to code.
import { findOrder, proveOrder } from './actions/find-order.js'
import { orderStatus } from './actions/order-status.js'
import type { Action } from './define.js'

export const actions: ReadonlyMap<string, Action> = new Map([
  ['find-order', findOrder],
  ['prove-order', proveOrder],
  ['order-status', orderStatus],
])
