// Who did what in the admin app.
import { z } from 'zod'
import { cursor, instant, limit, route } from '../route.js'

const person = z.object({ id: z.string(), name: z.string() })

export const auditContract = {
  list: route({
    method: 'get',
    path: '/audit',
    policy: 'audit.read',
    summary:
      'Every change and every export that somebody made here, newest first; of one person, of one kind, of a time.',
    query: z.object({
      by: z.string().min(1).max(100).optional(),
      /** As entries name it: `PUT /segments/:id`. */
      action: z.string().min(1).max(200).optional(),
      since: instant.optional(),
      /** Before then. */
      until: instant.optional(),
      cursor,
      limit: limit(200, 50),
    }),
    response: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          by: person,
          action: z.string(),
          details: z.record(z.string(), z.unknown()),
          at: instant,
        }),
      ),
      next: z.string().nullable(),
    }),
  }),
  known: route({
    method: 'get',
    path: '/audit/known',
    policy: 'audit.read',
    summary: 'Who and what entries can be filtered by.',
    response: z.object({ people: z.array(person), actions: z.array(z.string()) }),
  }),
}
