// Who works here. Passwords are made by Kefu, shown once, and changed by their owner at the first sign-in.
import { z } from 'zod'
import { cursor, instant, limit, route } from '../route.js'
import { role } from '../session/contract.js'

export const userView = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  role,
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: instant,
  lastSignInAt: instant.optional(),
  version: z.number().int(),
})
export type UserView = z.infer<typeof userView>

export const newUserForm = z.object({
  login: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[^\s:]{2,100}$/, '2 to 100 characters without spaces'),
  name: z.string().trim().min(1).max(80),
  role,
})

const one = z.object({ id: z.string().min(1).max(100) })
const withPassword = z.object({ user: userView, oneTimePassword: z.string() })

export const usersContract = {
  list: route({
    method: 'get',
    path: '/users',
    policy: 'users.manage',
    summary: 'Everybody who can sign in, by login.',
    query: z.object({ cursor, limit: limit(200, 50) }),
    response: z.object({ items: z.array(userView), next: z.string().nullable() }),
  }),
  add: route({
    method: 'post',
    path: '/users',
    policy: 'users.manage',
    summary: 'Add somebody; answers with their one-time password, once.',
    body: newUserForm,
    response: withPassword,
  }),
  change: route({
    method: 'patch',
    path: '/users/:id',
    policy: 'users.manage',
    summary: 'Change name or role, or shut somebody out (which ends their sessions).',
    params: one,
    body: z.object({
      version: z.number().int(),
      name: z.string().trim().min(1).max(80).optional(),
      role: role.optional(),
      disabled: z.boolean().optional(),
    }),
    response: userView,
  }),
  resetPassword: route({
    method: 'post',
    path: '/users/:id/password',
    policy: 'users.manage',
    summary: 'Give somebody a new one-time password; ends their sessions.',
    params: one,
    body: z.object({ version: z.number().int() }),
    response: withPassword,
  }),
}
