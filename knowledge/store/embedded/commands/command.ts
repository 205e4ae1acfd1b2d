// The shapes of commands: what a handler gets and gives.
import { toNumber, truncated } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { firstKey, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { checkVariableName } from '../expr/environment.js'
import { compileExpression } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import type { Store } from '../store/index.js'
import type { Cursors } from './cursors.js'

export interface Request {
  readonly database: string
  readonly command: Document
  /** Documents of an insert or bulkWrite as they came, not decoded. */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>
  readonly connection: number
}
/** A reply as a document, or as the bytes of one after `headerRoom` free bytes. */
export type Reply = Document | Buffer
export interface Engine {
  readonly store: Store
  readonly cursors: Cursors
  readonly startedAt: number
}
export type Handler = (request: Request, engine: Engine) => Reply | Promise<Reply>
export type Handlers = ReadonlyMap<string, Handler>

export const commandName = (request: Request): string => firstKey(request.command) ?? ''

/** "database.collection" of a command whose first field names the collection. */
export function namespaceOf(request: Request): string {
  const name = request.command.get(commandName(request))
  if (typeof name !== 'string') throw new ServerError(73, `collection name has invalid type ${typeName(name)}`)
  if (name === '' || name.includes('\0') || name.startsWith('.'))
    throw new ServerError(73, `Invalid namespace specified '${request.database}.${name}'`)
  return `${request.database}.${name}`
}

const wrongType = (command: string, field: string, v: Value, expected: string): ServerError =>
  new ServerError(
    14,
    `BSON field '${command}.${field}' is the wrong type '${typeName(v)}', expected type '${expected}'`,
  )

export function documentOption(request: Request, field: string): Document | undefined {
  const v = request.command.get(field)
  if (v === undefined || v === null) return undefined
  if (!isDocument(v)) throw wrongType(commandName(request), field, v, 'object')
  return v
}

/** A number that may not be negative; undefined when it is not given. */
export function countOption(source: Document, command: string, field: string): number | undefined {
  const v = source.get(field)
  if (v === undefined || v === null) return undefined
  if (!isNumeric(v)) throw wrongType(command, field, v, "[long, int, decimal, double]'")
  const n = Number(truncated(v) ?? BigInt(toNumber(v) > 0 ? 2 ** 53 : 0))
  if (n < 0) throw new ServerError(51024, `BSON field '${field}' value must be >= 0, actual value '${n}'`)
  return n
}
/** When a command with `maxTimeMS` has to end, on the clock of `performance.now`; 0 is no limit. A getMore goes by its cursor's. */
export function deadlineOf(request: Request): number {
  const v = request.command.get('maxTimeMS')
  if (v === undefined || commandName(request) === 'getMore') return Infinity
  if (!isNumeric(v)) throw wrongType(commandName(request), 'maxTimeMS', v, 'number')
  const n = toNumber(v)
  if (!Number.isInteger(n)) throw new ServerError(2, 'maxTimeMS has non-integral value')
  if (n < 0 || n > 2147483647) throw new ServerError(2, `${n} value for maxTimeMS is out of range [0, 2147483647]`)
  return n === 0 ? Infinity : performance.now() + n
}
/** A boolean, or a number for one. */
export function booleanOption(source: Document, field: string): boolean {
  const v = source.get(field)
  if (v === undefined || v === null) return false
  if (typeof v === 'boolean') return v
  if (isNumeric(v)) return toNumber(v) !== 0
  throw new ServerError(
    14,
    `BSON field '${field}' is the wrong type '${typeName(v)}', expected types '[bool, long, int, decimal, double']`,
  )
}
/** A boolean and nothing else, as the options of writes are; `fallback` when it is not given. */
export function strictBoolean(source: Document, command: string, field: string, fallback: boolean): boolean {
  const v = source.get(field)
  if (v === undefined || v === null) return fallback
  if (typeof v !== 'boolean') throw wrongType(command, field, v, 'bool')
  return v
}

/** Variables of `let`; each sees those before it. */
export function variablesOf(command: Document): ReadonlyMap<string, Value> {
  const made = new Map<string, Value>([['NOW', new Date()]])
  const given = command.get('let')
  if (given === undefined) return made
  if (!isDocument(given))
    throw new ServerError(14, `BSON field 'let' is the wrong type '${typeName(given)}', expected type 'object'`)
  for (const [name, v] of given) {
    checkVariableName(name)
    const evaluate = compileExpression(v, { names: new Set(made.keys()) })
    made.set(name, evaluate({ root: new Map(), current: new Map(), variables: made }) ?? null)
  }
  return made
}

/** Options of a command that this server takes; any other is 40415, as MongoDB's parser has it. */
const generic = new Set([
  ...[
    '$db',
    'lsid',
    '$clusterTime',
    '$readPreference',
    'readConcern',
    'writeConcern',
    'comment',
    'maxTimeMS',
    'maxTimeMSOpOnly',
  ],
  ...[
    'apiVersion',
    'apiStrict',
    'apiDeprecationErrors',
    'txnNumber',
    'autocommit',
    'startTransaction',
    'stmtId',
    '$audit',
    '$client',
  ],
  ...['rawData', 'serialization_context', 'mayBypassWriteBlocking', 'databaseVersion', 'shardVersion', 'expectPrefix'],
])
export function checkFields(request: Request, known: readonly string[]): void {
  const command = commandName(request)
  for (const name of request.command.keys())
    if (name !== command && !generic.has(name) && !known.includes(name))
      throw new ServerError(40415, `BSON field '${command}.${name}' is an unknown field.`)
}

/** A standalone has nobody to wait for. */
export function checkWriteConcern(command: Document): void {
  const concern = command.get('writeConcern')
  if (!isDocument(concern)) return
  const w = concern.get('w')
  if (isNumeric(w) && toNumber(w) > 1) throw new ServerError(2, "cannot use 'w' > 1 when a host is not replicated")
  if (typeof w === 'string' && w !== 'majority')
    throw new ServerError(2, `cannot use non-majority 'w' mode ${w} when a host is not a member of a replica set`)
}

export const needArray = (v: Value, command: string, field: string): Value[] => {
  if (Array.isArray(v)) return v
  if (v === undefined) throw new ServerError(40414, `BSON field '${command}.${field}' is missing but a required field`)
  throw new ServerError(
    14,
    `BSON field '${command}.${field}' is the wrong type '${typeName(v)}', expected type 'array'`,
  )
}
