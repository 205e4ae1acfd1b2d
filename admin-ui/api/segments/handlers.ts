// Segments: tried before they are kept, kept with everybody in their place, and handed over with consent.
import type { Customer } from '../../../bot/domain/customer.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { AppError } from '../../../platform/errors.js'
import type { Handlers } from '../serve.js'
import type { MemberView, segmentsContract } from './contract.js'
import type { AudienceWebhook, SegmentDesk } from './port.js'

export interface SegmentsDeps {
  segments: SegmentDesk
  audienceWebhook?: AudienceWebhook | undefined
}

const present = ({ id, number, name, locale }: Customer): MemberView => ({
  id,
  ...(number !== undefined && { number }),
  ...(name !== undefined && { name }),
  ...(locale !== undefined && { locale }),
})

export function segmentsHandlers({ segments, audienceWebhook }: SegmentsDeps): Handlers<typeof segmentsContract> {
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
    async handOver({ params, body }, { remarks }) {
      if (!audienceWebhook)
        throw new AppError('not-found', 'No webhook for audiences is set (AUDIENCE_WEBHOOK).', {
          details: { variable: 'AUDIENCE_WEBHOOK' },
        })
      const counts = await segments.handOver({ segment: params.id, purpose: body.purpose }, audienceWebhook)
      Object.assign(remarks, { purpose: body.purpose, host: audienceWebhook.url.host, ...counts })
      return counts
    },
  }
}
