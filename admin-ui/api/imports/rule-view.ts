// What a column of a file becomes, as the mapping editor shows and changes it. The server checks what it is handed against its own schema.
import { z } from 'zod'

export const importField = z.enum(['number', 'name', 'email', 'phone', 'locale'])
export const traitType = z.enum([
  'text',
  'number',
  'boolean',
  'date',
  'email',
  'phone',
  'locale',
  'name',
  'list',
  'money',
])

/** What is done where a row has no value. */
export const missingRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('leave') }),
  z.object({ kind: z.literal('default'), value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.object({ kind: z.literal('impute'), method: z.enum(['median', 'mode', 'model']) }),
])
export type MissingRule = z.infer<typeof missingRule>

export const columnRule = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('field'),
    column: z.string(),
    field: importField,
    missing: missingRule.exactOptional(),
  }),
  z.object({
    kind: z.literal('trait'),
    column: z.string(),
    trait: z.string(),
    type: traitType,
    /** Of money; absent: each amount says its own. */
    currency: z.union([z.object({ column: z.string() }), z.object({ code: z.string() })]).exactOptional(),
    missing: missingRule.exactOptional(),
  }),
  z.object({ kind: z.literal('ignored'), column: z.string() }),
])
export type ColumnRule = z.infer<typeof columnRule>
