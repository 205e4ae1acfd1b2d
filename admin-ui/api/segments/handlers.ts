// Segments: tried before they are kept, kept with everybody in their place, and handed over with consent.
import type { Customer } from '../../../bot/domain/customer.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { AppError } from '../../../platform/errors.js'
import type { Handlers } from '../serve.js'
import type { MemberView, segmentsContract } from './contract.js'
import type { HandOver, HandOvers, SegmentDesk } from './port.js'

export interface SegmentsDeps {
  segments: SegmentDesk
  handOvers: HandOvers
}

const present = ({ id, number, name, locale }: Customer): MemberView => ({
  id,
  ...(number !== undefined && { number }),
  ...(name !== undefined && { name }),
  ...(locale !== undefined && { locale }),
})

const handOverOf = ({ by, startedAt, finishedAt, failure, requestedAt, ...rest }: HandOver) => ({
  ...rest,
  by: by.name,
  requestedAt: requestedAt.toISOString(),
  startedAt: startedAt?.toISOString() ?? null,
  finishedAt: finishedAt?.toISOString() ?? null,
  failure: failure ?? null,
})

export function segmentsHandlers({ segments, handOvers }: SegmentsDeps): Handlers<typeof segmentsContract> {
  const mustExist = async (id: string): Promise<void> => {
    if ((await segments.list()).some((segment) => segment.id === id)) return
    throw new AppError('not-found', `There is no segment ${id}.`, { details: { field: 'id' } })
  }

  return {
    async list() {
      const [all, counts] = await Promise.all([segments.list(), segments.counts()])
      return { items: all.map(({ id, name, rule }) => ({ id, name, rule: { ...rule }, members: counts.get(id) ?? 0 })) }
    },
    async preview({ body: { limit, ...segment } }) {
      const { first, ...counts } = await segments.preview(segment, limit)
      return { ...counts, first: first.map(present) }
    },
    async create({ body }, { remarks }) {
      const { segment, ...counts } = await segments.put(body, 'new')
      Object.assign(remarks, { id: segment.id, ...counts })
      return { id: segment.id, ...counts }
    },
    async edit({ params, body }, { remarks }) {
      const { segment, ...counts } = await segments.put({ ...body, ...params }, 'known')
      Object.assign(remarks, counts)
      return { id: segment.id, ...counts }
    },
    async remove({ params }) {
      await mustExist(params.id)
      await segments.remove(params.id)
      return {}
    },
    async members({ params, query }) {
      await mustExist(params.id)
      const page = { after: query.after as CustomerId | undefined, limit: query.limit }
      const found = await segments.members(params.id, page)
      const known = new Map(
        (await segments.people(found.map(({ customerId }) => customerId))).map((one) => [one.id, one]),
      )
      const items = found.map(({ customerId, since }) => {
        const customer = known.get(customerId)
        return { ...(customer ? present(customer) : { id: customerId }), id: customerId, since: since.toISOString() }
      })
      return { items, next: found.length === query.limit ? (found.at(-1)?.customerId ?? null) : null }
    },
    async changes({ query: { segment, customer, ...page } }) {
      const { items, next } = await segments.changePage({
        ...(segment !== undefined && { segment }),
        ...(customer !== undefined && { customerId: customer as CustomerId }),
        ...page,
      })
      return { items: items.map(({ at, ...change }) => ({ ...change, at: at.toISOString() })), next }
    },
    async groups() {
      const { groups, stability } = await segments.purchaseGroups()
      return { groups: [...groups], stability }
    },
    async handOver({ params, body: { key, ...wanted } }, { user, remarks }) {
      const by = { id: user.id, name: user.name }
      const asked = await handOvers.request({ segment: params.id, ...wanted, by, ...(key !== undefined && { key }) })
      Object.assign(remarks, { ...wanted, handOver: asked.id })
      return { handOver: handOverOf(asked) }
    },
    async handOvers({ query }) {
      return { items: (await handOvers.list(query.limit)).map(handOverOf) }
    },
    async handOverState({ params }) {
      const found = await handOvers.get(params.handOver)
      if (found) return { handOver: handOverOf(found) }
      throw new AppError('not-found', `There is no hand-over ${params.handOver}.`, { details: { field: 'handOver' } })
    },
  }
}
