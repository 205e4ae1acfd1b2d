// Steps that several flows share (who may see an order) stand once, in fragments/, and are put into a definition when it is read.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../platform/errors.js'

const part = z.record(z.string(), z.unknown()).default({})
const fragmentSchema = z.strictObject({ slots: part, steps: part, texts: part })
const including = z.looseObject({
  include: z
    .array(
      z.strictObject({
        fragment: z.string().regex(/^[a-z][a-z0-9-]*$/),
        /** Replace `$name` in the fragment. */
        with: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default([]),
  slots: part,
  steps: part,
  texts: part,
})

type Fragment = z.output<typeof fragmentSchema>
export type ReadFragment = (name: string) => string

/** The fragments that stand beside this file. */
export const builtInFragment: ReadFragment = (name) =>
  readFileSync(new URL(`./fragments/${name}.yaml`, import.meta.url), 'utf8')

function substitute(value: unknown, args: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.startsWith('$') ? (args.get(value.slice(1)) ?? value) : value
  if (Array.isArray(value)) return value.map((one) => substitute(one, args))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, substitute(one, args)]))
}

function fragment(name: string, args: Readonly<Record<string, string>>, read: ReadFragment): Fragment {
  try {
    return fragmentSchema.parse(substitute(parse(read(name)), new Map(Object.entries(args))))
  } catch (error) {
    throw new AppError('flow-invalid', `The fragment "${name}" cannot be used.`, {
      details: { file: `fragments/${name}.yaml`, step: null, reason: 'missing or of the wrong form' },
      cause: error,
    })
  }
}

/** A definition with its fragments put in; what the definition says itself comes last and wins. Anything else is left as it is. */
export function includeFragments(definition: unknown, read: ReadFragment): unknown {
  const parsed = including.safeParse(definition)
  if (!parsed.success || parsed.data.include.length === 0) return definition
  const { include, slots, steps, texts, ...rest } = parsed.data
  const parts = include.map((one) => fragment(one.fragment, one.with, read))
  const merged = (kind: keyof Fragment, own: Record<string, unknown>) =>
    Object.assign({}, ...parts.map((one) => one[kind]), own) as unknown
  return { ...rest, slots: merged('slots', slots), steps: merged('steps', steps), texts: merged('texts', texts) }
}
