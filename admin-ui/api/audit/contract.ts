// Who did what in the admin app.
import { z } from 'zod'
import { cursor, instant, limit, route } from '../route.js'

export const auditContract = {
  list: route({
    method: 'get',
    path: '/audit',
    policy: 'audit.read',
    summary: 'Every change and every export that somebody made here, newest first.',
    query: z.object({ cursor, limit: limit(200, 50) }),
    response: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          by: z.object({ id: z.string(), name: z.string() }),
          action: z.string(),
          details: z.record(z.string(), z.unknown()),
          at: instant,
        }),
      ),
      next: z.string().nullable(),
    }),
  }),
}
