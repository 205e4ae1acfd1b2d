// The one table of who may do what. Every route and every socket topic names a policy from here; one without does not compile.
// Safe in the browser, which uses it to show only what will be allowed; the server decides.
import type { Role } from '../../platform/auth/roles.js'

export const grantedPolicies = [
  'home.read',
  'conversations.read',
  'conversations.answer',
  'customers.read',
  'customers.edit',
  'customers.merge',
  'training.read',
  'training.edit',
  'training.publish',
  'misses.read',
  'misses.edit',
  'imports.read',
  'imports.edit',
  'segments.read',
  'segments.edit',
  'segments.export',
  'recommendations.read',
  'audit.read',
  'jobs.read',
  'users.manage',
  'owners.manage',
] as const
export type GrantedPolicy = (typeof grantedPolicies)[number]

/** `anyone`: also without signing in. `signed-in`: every role, also before the one-time password was changed. */
export type Policy = 'anyone' | 'signed-in' | GrantedPolicy

const everythingBut = (...without: readonly GrantedPolicy[]): readonly GrantedPolicy[] =>
  grantedPolicies.filter((policy) => !without.includes(policy))

const grants: Readonly<Record<Role, readonly GrantedPolicy[]>> = {
  owner: everythingBut(),
  admin: everythingBut('owners.manage'),
  trainer: ['home.read', 'training.read', 'training.edit', 'training.publish', 'misses.read', 'misses.edit'],
  agent: ['home.read', 'conversations.read', 'conversations.answer', 'customers.read', 'customers.edit'],
  analyst: [
    'home.read',
    'conversations.read',
    'training.read',
    'misses.read',
    'imports.read',
    'segments.read',
    'recommendations.read',
  ],
}

export function may(role: Role, policy: Policy): boolean {
  return policy === 'anyone' || policy === 'signed-in' || grants[role].includes(policy)
}

export const policiesOf = (role: Role): readonly GrantedPolicy[] => grants[role]
