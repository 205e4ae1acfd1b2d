// What an accumulator is: a state that takes documents one by one, and so costs its state and not its members.
import type { Value } from '../bson/value.js'
import type { CompileContext, Env } from '../expr/index.js'

export interface Accumulator {
  add(env: Env): void
  result(): Value
}
/** Makes a fresh state. */
export type MakeAccumulator = () => Accumulator
export type AccumulatorCompiler = (arg: Value, context: CompileContext, name: string) => MakeAccumulator
