// Signing in and out, and one's own password.
import { z } from 'zod'
import { roles } from '../../../platform/auth/roles.js'
import { grantedPolicies } from '../policy.js'
import { nothing, route } from '../route.js'

export const role = z.enum(roles)

export const currentSession = z.object({
  user: z.object({ id: z.string(), login: z.string(), name: z.string(), role, mustChangePassword: z.boolean() }),
  policies: z.array(z.enum(grantedPolicies)),
  /** Wrong passwords for this login since it was last used. */
  failedBefore: z.number().int(),
  /** Jobs go through Redis, so there is a board that shows the queue. */
  queueBoard: z.boolean(),
})
export type CurrentSession = z.infer<typeof currentSession>

export const signInForm = z.object({ login: z.string().trim().min(1).max(200), password: z.string().min(1).max(200) })
export const passwordForm = z.object({ current: z.string().min(1).max(200), next: z.string().min(1).max(200) })

export const sessionContract = {
  signIn: route({
    method: 'post',
    path: '/session',
    policy: 'anyone',
    summary: 'Sign in; sets the session cookie.',
    body: signInForm,
    response: currentSession,
  }),
  current: route({
    method: 'get',
    path: '/session',
    policy: 'signed-in',
    summary: 'Who is signed in.',
    response: currentSession,
  }),
  signOut: route({
    method: 'delete',
    path: '/session',
    policy: 'signed-in',
    summary: 'Sign out on this browser.',
    response: nothing,
  }),
  changePassword: route({
    method: 'put',
    path: '/session/password',
    policy: 'signed-in',
    summary: "Change one's own password; every other session of the user ends.",
    body: passwordForm,
    response: currentSession,
  }),
}
