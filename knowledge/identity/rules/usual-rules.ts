// The rules of identity that an installation starts with.
import type { IdentityRules } from '../../store/models/identity-rules-model.js'

export const usualRules: IdentityRules = {
  keys: [
    { field: 'email', mostRecords: 3, merges: false },
    { field: 'phone', mostRecords: 4, merges: false },
  ],
  blocked: ['test@test.com', 'test@example.com', 'none@none.com', 'noreply@example.com', '0000000000', '1234567890'],
  likeness: { likelyFrom: 0.9, hideBelow: 0.5 },
  survivors: { name: 'survivor', email: 'verified', phone: 'verified', locale: 'newest', address: 'newest' },
}
