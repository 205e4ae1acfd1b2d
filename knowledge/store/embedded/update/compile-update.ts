// Update documents, checked and put in order: manual, "Update Operators" and "Update Operators Behavior".
import { show } from '../bson/display.js'
import { toNumber, toWhole } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { arrayIndex } from '../match/index.js'
import { ServerError } from '../server-error.js'
import { sortElements } from '../expr/sort-elements.js'
import { checkBit } from './numbers.js'

export const updateOperators = [
  ...['$set', '$unset', '$inc', '$mul', '$min', '$max', '$rename', '$setOnInsert', '$currentDate'],
  ...['$push', '$addToSet', '$pop', '$pull', '$pullAll', '$bit'],
] as const
export type UpdateOperator = (typeof updateOperators)[number]
const isUpdateOperator = (name: string): name is UpdateOperator => (updateOperators as readonly string[]).includes(name)

export interface Change {
  readonly op: UpdateOperator
  readonly path: string
  readonly parts: readonly string[]
  readonly arg: Value
}

function checkPath(path: string): void {
  if (path === '') throw new ServerError(56, 'An empty update path is not valid.')
  if (path.startsWith('.') || path.endsWith('.') || path.includes('..'))
    throw new ServerError(56, `The update path '${path}' contains an empty field name, which is not allowed.`)
  path.split('.').forEach((part, i) => {
    if (!part.startsWith('$') || part === '$id' || part === '$ref' || part === '$db') return
    if (part === '$' || /^\$\[[^\]]*\]$/.test(part)) {
      if (i === 0)
        throw new ServerError(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`)
      return
    }
    throw new ServerError(
      52,
      `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    )
  })
}

/** Modifiers inside $push; $addToSet takes $each alone. */
export const pushModifiers: ReadonlySet<string> = new Set(['$each', '$slice', '$sort', '$position'])
function checkPush(arg: Value): void {
  if (!isDocument(arg) || !arg.has('$each')) return
  for (const name of arg.keys())
    if (!pushModifiers.has(name)) throw new ServerError(2, `Unrecognized clause in $push: ${name}`)
  const each = arg.get('$each')
  if (!Array.isArray(each))
    throw new ServerError(2, `The argument to $each in $push must be an array but it was of type: ${typeName(each)}`)
  for (const name of ['$slice', '$position']) {
    const v = arg.get(name)
    if (!arg.has(name)) continue
    if (!isNumeric(v) || toWhole(v) === undefined)
      throw new ServerError(2, `The value for ${name} must be an integer value but was given type: ${typeName(v)}`)
  }
  if (arg.has('$sort')) checkPushSort(arg.get('$sort'))
}
function checkPushSort(spec: Value): void {
  if (!isDocument(spec) && !isNumeric(spec))
    throw new ServerError(
      2,
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    )
  try {
    sortElements(spec, undefined)
  } catch (thrown) {
    throw new ServerError(2, (thrown as Error).message)
  }
}

function checkArgument(op: UpdateOperator, path: string, arg: Value): void {
  switch (op) {
    case '$inc':
    case '$mul':
      if (!isNumeric(arg))
        throw new ServerError(
          14,
          `Cannot ${op === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${show(arg)}}`,
        )
      return
    case '$rename':
      if (typeof arg !== 'string')
        throw new ServerError(2, `The 'to' field for $rename must be a string: ${path}: ${show(arg)}`)
      checkPath(arg)
      if (path === arg)
        throw new ServerError(2, `The source and target field for $rename must differ: ${path}: "${arg}"`)
      if (path.startsWith(`${arg}.`) || arg.startsWith(`${path}.`))
        throw new ServerError(
          2,
          `The source and target field for $rename must not be on the same path: ${path}: "${arg}"`,
        )
      if (/(^|\.)\$/.test(path)) throw new ServerError(2, `The source field for $rename may not be dynamic: ${path}`)
      if (/(^|\.)\$/.test(arg)) throw new ServerError(2, `The destination field for $rename may not be dynamic: ${arg}`)
      return
    case '$push':
      return checkPush(arg)
    case '$addToSet':
      if (isDocument(arg) && arg.has('$each') && [...arg.keys()][0] === '$each') {
        const each = arg.get('$each')
        if (!Array.isArray(each))
          throw new ServerError(
            14,
            `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`,
          )
        const other = [...arg.keys()].find((name) => name !== '$each')
        if (other !== undefined)
          throw new ServerError(2, `Found unexpected fields after $each in $addToSet: ${show(arg)}`)
      }
      return
    case '$pop': {
      if (!isNumeric(arg)) throw new ServerError(9, `Expected a number in: ${path}: ${show(arg)}`)
      const whole = toWhole(arg)
      if (whole === undefined) throw new ServerError(9, `Expected an integer: ${path}: ${show(arg)}`)
      if (whole !== 1n && whole !== -1n) throw new ServerError(9, `$pop expects 1 or -1, found: ${toNumber(arg)}`)
      return
    }
    case '$pullAll':
      if (!Array.isArray(arg))
        throw new ServerError(2, `$pullAll requires an array argument but was given a ${typeName(arg)}`)
      return
    case '$bit':
      return checkBit(path, arg)
    case '$currentDate':
      return checkCurrentDate(arg)
    default:
      return
  }
}
function checkCurrentDate(arg: Value): void {
  if (typeof arg === 'boolean') return
  if (!isDocument(arg))
    throw new ServerError(
      2,
      `${typeName(arg)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    )
  for (const name of arg.keys())
    if (name !== '$type') throw new ServerError(2, `Unrecognized $currentDate option: ${name}`)
  const type = arg.get('$type')
  if (type !== 'date' && type !== 'timestamp')
    throw new ServerError(
      2,
      `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
    )
}

/** Fields are changed in the order of their names, numbers by value. */
function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]]
    if (x === y) continue
    const [m, n] = [arrayIndex(x), arrayIndex(y)]
    if (m !== undefined && n !== undefined) return m - n
    return x < y ? -1 : 1
  }
  return a.length - b.length
}

function checkConflicts(paths: readonly (readonly string[])[]): void {
  const sorted = [...paths].sort(compareParts)
  for (let i = 1; i < sorted.length; i++) {
    const [before = [], after = []] = [sorted[i - 1], sorted[i]]
    if (before.every((part, k) => after[k] === part))
      throw new ServerError(
        40,
        `Updating the path '${after.join('.')}' would create a conflict at '${before.join('.')}'`,
      )
  }
}

/** Throws FailedToParse (9) and its kin on anything that is no update; the document is not needed for that. */
export function compileUpdate(update: Document): Change[] {
  const changes: Change[] = []
  const targets: string[][] = []
  for (const [op, fields] of update) {
    if (!isUpdateOperator(op))
      throw new ServerError(
        9,
        `Unknown modifier: ${op}. Expected a valid update modifier or pipeline-style update specified as an array`,
      )
    if (!isDocument(fields))
      throw new ServerError(
        9,
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${op}: ${show(fields)}}`,
      )
    for (const [path, arg] of fields) {
      checkPath(path)
      checkArgument(op, path, arg)
      const parts = path.split('.')
      changes.push({ op, path, parts, arg })
      targets.push(parts)
      if (op === '$rename' && typeof arg === 'string') targets.push(arg.split('.'))
    }
  }
  checkConflicts(targets)
  return changes.sort((a, b) => compareParts(a.parts, b.parts))
}

/** A replacement has no operator in front. */
export const isReplacement = (update: Document): boolean => ![...update.keys()][0]?.startsWith('$')
