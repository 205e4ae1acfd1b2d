// Binds the action names of flow definitions to code.
import { cancelOrder, changeAddress, checkOrderOpen, forgetAddress, readAddressParts } from './actions/change-order.js'
import { complaintBegin, fileComplaint } from './actions/complaint.js'
import { findOrder, proveOrder } from './actions/find-order.js'
import { listOrders } from './actions/order-history.js'
import { orderStatus } from './actions/order-status.js'
import { adviceBegin, recommendProducts } from './actions/product-advice.js'
import { refundStatus } from './actions/refund-status.js'
import { checkReturnable, nameItems, requestReturn } from './actions/return-item.js'
import type { Action } from './define.js'

export const actions: ReadonlyMap<string, Action> = new Map([
  ['find-order', findOrder],
  ['prove-order', proveOrder],
  ['order-status', orderStatus],
  ['list-orders', listOrders],
  ['check-order-open', checkOrderOpen],
  ['cancel-order', cancelOrder],
  ['read-address', readAddressParts],
  ['forget-address', forgetAddress],
  ['change-address', changeAddress],
  ['check-returnable', checkReturnable],
  ['name-items', nameItems],
  ['request-return', requestReturn],
  ['refund-status', refundStatus],
  ['advice-begin', adviceBegin],
  ['recommend-products', recommendProducts],
  ['complaint-begin', complaintBegin],
  ['file-complaint', fileComplaint],
])
