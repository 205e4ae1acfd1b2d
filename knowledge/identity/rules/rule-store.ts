// The rules of identity over mongoose: one document, changed only by who has seen its newest version.
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { isDuplicateKey } from '../../store/duplicate-key.js'
import {
  identityRulesSchema,
  type IdentityRules,
  type StoredIdentityRules,
} from '../../store/models/identity-rules-model.js'
import { parseRecord } from '../../store/record-schema.js'
import { usualRules } from './usual-rules.js'

const only = 'rules'

export interface VersionedRules {
  /** 0 while the usual rules stand. */
  version: number
  rules: IdentityRules
}

/** What somebody handed in, checked. Rejects with `input-invalid` that names the field and the reason. */
export function parseRules(given: unknown): IdentityRules {
  const parsed = identityRulesSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new AppError(
    'input-invalid',
    `Identity rules: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'wrong'}.`,
    {
      details: { field },
    },
  )
}

export async function readRules(store: Store): Promise<VersionedRules> {
  const found = await store.models.identityRules.findById(only).lean<StoredIdentityRules>()
  if (!found) return { version: 0, rules: usualRules }
  return { version: found.version, rules: parseRecord('identity_rules', identityRulesSchema, found.rules) }
}

/** `version` is the one that was read. Rejects with `conflict` when somebody else changed the rules since. */
export async function writeRules(
  store: Store,
  rules: IdentityRules,
  change: { version: number; by: string; at: Date },
): Promise<VersionedRules> {
  const { identityRules: documents } = store.models
  const { version, by, at } = change
  const next = { version: version + 1, rules, by, at }
  const changed = new AppError('conflict', 'Somebody else changed the rules; look again.', { details: { version } })
  try {
    if (version === 0) await documents.insertMany([{ _id: only, ...next }])
    else if ((await documents.replaceOne({ _id: only, version }, next)).matchedCount === 0) throw changed
  } catch (error) {
    throw isDuplicateKey(error) ? changed : error
  }
  return { version: next.version, rules }
}
