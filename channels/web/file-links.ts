// Paths by which one file can be fetched for a while without any session token in the URL.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'

export const filesPath = '/widget/files'

const hourMs = 3_600_000

/** Valid for one to two hours; the same within one hour, so that browsers can cache. */
export function createFileLinks(secret: string, clock: Clock) {
  const sign = (id: string, until: string) =>
    createHmac('sha256', `kefu/file/${secret}`).update(`${id}.${until}`).digest('base64url')
  return {
    link({ id, name }: { id: string; name: string }): string {
      const until = String((Math.floor(clock.now().getTime() / hourMs) + 2) * hourMs)
      return `${filesPath}/${id}/${until}/${sign(id, until)}/${encodeURIComponent(name)}`
    },
    /** Throws `token-invalid` or `token-expired`. */
    check({ id, until, signature }: { id: string; until: string; signature: string }): void {
      const right = Buffer.from(sign(id, until))
      const given = Buffer.from(signature)
      if (right.length !== given.length || !timingSafeEqual(right, given))
        throw new AppError('token-invalid', 'The link is not valid.', { details: { field: 'signature' } })
      if (Number(until) < clock.now().getTime())
        throw new AppError('token-expired', 'The link is too old.', { details: { field: 'until' } })
    },
  }
}
