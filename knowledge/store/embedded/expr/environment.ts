// What expressions are compiled with, and what they are evaluated in.
import type { StringOrder } from '../bson/compare.js'
import type { Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'

/** Variables of $let, $map and their like, innermost first. */
export interface Frame {
  readonly name: string
  readonly value: Value
  readonly next: Frame | undefined
}

export interface Env {
  /** $$ROOT: the whole document. */
  readonly root: Value
  /** $$CURRENT: where field paths start; differs from the root under $redact. */
  readonly current: Value
  /** `let` of the command, and $$NOW, $$SEARCH_META and so on. */
  readonly variables?: ReadonlyMap<string, Value> | undefined
  readonly frame?: Frame | undefined
}

/** A missing value is undefined. */
export type Evaluate = (env: Env) => Value

export interface CompileContext {
  readonly order?: StringOrder | undefined
  /** Names that may be used as $$name. */
  readonly names: ReadonlySet<string>
}

export const bind = (env: Env, name: string, value: Value): Env => ({ ...env, frame: { name, value, next: env.frame } })

export function lookUp(env: Env, name: string): Value {
  for (let frame = env.frame; frame; frame = frame.next) if (frame.name === name) return frame.value
  return env.variables?.get(name)
}

export const withNames = (context: CompileContext, ...names: string[]): CompileContext => ({
  ...context,
  names: new Set([...context.names, ...names]),
})

/** Names of user variables start with a lower-case letter or a character beyond ASCII. */
export function checkVariableName(name: string): void {
  if (name === '') throw new ServerError(16866, 'empty variable names are not allowed')
  if (name === 'CURRENT') return
  if (!/^[a-z\u0080-\uffff]/.test(name))
    throw new ServerError(16867, `'${name}' starts with an invalid character for a user variable name`)
  if (!/^[\w\u0080-\uffff]*$/.test(name))
    throw new ServerError(16868, `'${name}' contains an invalid character for a variable name`)
}
