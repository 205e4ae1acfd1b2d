// Who may work in Kefu. What each role may do stands in one table, admin-ui/api/policy.ts.
export const roles = ['owner', 'admin', 'trainer', 'agent', 'analyst'] as const
export type Role = (typeof roles)[number]
