// How operators are written down: functions of evaluated arguments, or compilers of their own.
import type { StringOrder } from '../bson/compare.js'
import { isDocument, type Document, type Value } from '../bson/value.js'
import { typeName } from '../bson/types.js'
import { ServerError } from '../server-error.js'
import type { CompileContext, Evaluate } from './environment.js'

export type Compile = (expression: Value, context: CompileContext) => Evaluate
/** Turns the argument of an operator into a function; `name` is the operator, with its $. */
export type OperatorCompiler = (arg: Value, context: CompileContext, compile: Compile, name: string) => Evaluate
export type Operators = ReadonlyMap<string, OperatorCompiler>

export interface Call {
  readonly name: string
  readonly order: StringOrder | undefined
}

function checkCount(name: string, given: number, least: number, most: number): void {
  if (given >= least && given <= most) return
  if (least === most)
    throw new ServerError(16020, `Expression ${name} takes exactly ${least} arguments. ${given} were passed in.`)
  throw new ServerError(
    28667,
    `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${given} were passed in.`,
  )
}

/** An operator whose arguments are all evaluated first; one argument may stand without its array. */
export function eager(
  least: number,
  most: number,
  apply: (args: readonly Value[], call: Call) => Value,
): OperatorCompiler {
  return (arg, context, compile, name) => {
    const given = Array.isArray(arg) ? arg : [arg]
    checkCount(name, given.length, least, most)
    const call = { name, order: context.order }
    const [first, second] = given.map((each) => compile(each, context))
    if (given.length === 1 && first) return (env) => apply([first(env)], call)
    if (given.length === 2 && first && second) return (env) => apply([first(env), second(env)], call)
    const all = given.map((each) => compile(each, context))
    return (env) =>
      apply(
        all.map((each) => each(env)),
        call,
      )
  }
}
export const unary = (apply: (v: Value, call: Call) => Value): OperatorCompiler =>
  eager(1, 1, ([v], call) => apply(v, call))
export const binary = (apply: (a: Value, b: Value, call: Call) => Value): OperatorCompiler =>
  eager(2, 2, ([a, b], call) => apply(a, b, call))
export const variadic = (apply: (args: readonly Value[], call: Call) => Value): OperatorCompiler =>
  eager(0, Infinity, apply)

/** Error codes for what can be wrong with an argument object. */
export interface ObjectCodes {
  readonly notObject: number
  readonly unknown: number
  /** By field; a field without a code may be left out. */
  readonly missing: Readonly<Record<string, number>>
}

/** `{field: expression, …}` arguments, checked and compiled. */
export class Fields {
  constructor(
    private readonly source: Document,
    private readonly context: CompileContext,
    private readonly compile: Compile,
  ) {}

  has(name: string): boolean {
    return this.source.has(name)
  }
  raw(name: string): Value {
    return this.source.get(name)
  }
  get(name: string, context: CompileContext = this.context): Evaluate {
    return this.compile(this.source.get(name), context)
  }
  optional(name: string): Evaluate | undefined {
    return this.has(name) ? this.get(name) : undefined
  }
}

export function fieldsOf(
  arg: Value,
  names: readonly string[],
  codes: ObjectCodes,
  context: CompileContext,
  compile: Compile,
  operator: string,
): Fields {
  if (!isDocument(arg))
    throw new ServerError(
      codes.notObject,
      `${operator} only supports an object as its argument, found: ${typeName(arg)}`,
    )
  for (const name of arg.keys())
    if (!names.includes(name)) throw new ServerError(codes.unknown, `${operator} found an unknown argument: ${name}`)
  for (const [name, code] of Object.entries(codes.missing))
    if (!arg.has(name)) throw new ServerError(code, `${operator} requires '${name}' to be specified`)
  return new Fields(arg, context, compile)
}
