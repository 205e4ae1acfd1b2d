// The names of the products, for whoever recognises them in messages: read once as a whole, then only what has changed.
import type { Store } from '../store/connection.js'
import type { StoredProduct } from '../store/models/product-model.js'
import { recentRevision } from '../store/revisions.js'

/** Keeps names of products. Both calls may be repeated. */
export interface NameKeeper {
  put(item: { id: string; names: readonly string[] }): void
  remove(id: string): void
}

type NamedProduct = Pick<StoredProduct, '_id' | 'title' | 'changedAt'>

/** Clocks of several servers differ, and a write takes a moment: so much of what was read last is read again. */
const overlapMs = 30_000
const batchSize = 100

/**
 * Brings a keeper up to date whenever the returned function is called: nothing is read while no product has changed. Calls that come together share one
 * reading; one that fails changes nothing that the next would not do again. Ids are told apart by case.
 */
export function followProductNames(store: Store, keeper: NameKeeper): () => Promise<void> {
  const { products } = store.models
  const known = new Map<string, string>()
  let seen: number | undefined
  let newest = 0
  let reading: Promise<void> | undefined

  const take = ({ _id, title, changedAt }: NamedProduct): void => {
    newest = Math.max(newest, changedAt?.getTime() ?? 0)
    const names = [...new Set([title.en, title.zh])]
    const key = names.join('\n')
    if (known.get(_id) === key) return
    keeper.put({ id: _id, names })
    known.set(_id, key)
  }
  const takeAll = async (filter: object): Promise<void> => {
    const cursor = products.find(filter, { title: 1, changedAt: 1 }).lean<NamedProduct>().cursor({ batchSize })
    for await (const product of cursor) take(product)
  }
  /** Products that came or went without a time of change. */
  const compareIds = async (): Promise<void> => {
    const gone = new Set(known.keys())
    const strange: string[] = []
    for await (const { _id } of products.find({}, { _id: 1 }).lean<{ _id: string }>().cursor({ batchSize }))
      if (!gone.delete(_id)) strange.push(_id)
    for (const id of gone) {
      keeper.remove(id)
      known.delete(id)
    }
    for (let at = 0; at < strange.length; at += batchSize)
      await takeAll({ _id: { $in: strange.slice(at, at + batchSize) } })
  }
  const read = async (): Promise<void> => {
    const revision = await recentRevision(store, 'products')
    if (revision === seen) return
    await takeAll(seen === undefined ? {} : { changedAt: { $gte: new Date(newest - overlapMs) } })
    if ((await products.estimatedDocumentCount()) !== known.size) await compareIds()
    seen = revision
  }
  return () =>
    (reading ??= read().finally(() => {
      reading = undefined
    }))
}
