// Errors as MongoDB sends them: a number, its name, a message, and sometimes more fields.
import type { Value } from './bson/value.js'

/** src/mongo/base/error_codes.yml; a code without a name here is called Location<code>. */
const codeNames = new Map<number, string>([
  [1, 'InternalError'],
  [2, 'BadValue'],
  [4, 'NoSuchKey'],
  [8, 'UnknownError'],
  [9, 'FailedToParse'],
  [13, 'Unauthorized'],
  [14, 'TypeMismatch'],
  [15, 'Overflow'],
  [16, 'InvalidLength'],
  [20, 'IllegalOperation'],
  [22, 'InvalidBSON'],
  [26, 'NamespaceNotFound'],
  [27, 'IndexNotFound'],
  [28, 'PathNotViable'],
  [31, 'NonExistentPath'],
  [40, 'ConflictingUpdateOperators'],
  [43, 'CursorNotFound'],
  [48, 'NamespaceExists'],
  [50, 'MaxTimeMSExpired'],
  [52, 'DollarPrefixedFieldName'],
  [53, 'InvalidIdField'],
  [56, 'EmptyFieldName'],
  [59, 'CommandNotFound'],
  [66, 'ImmutableField'],
  [67, 'CannotCreateIndex'],
  [68, 'IndexAlreadyExists'],
  [72, 'InvalidOptions'],
  [73, 'InvalidNamespace'],
  [85, 'IndexOptionsConflict'],
  [86, 'IndexKeySpecsConflict'],
  [96, 'OperationFailed'],
  [112, 'WriteConflict'],
  [115, 'CommandNotSupported'],
  [121, 'DocumentValidationFailure'],
  [146, 'ExceededMemoryLimit'],
  [166, 'CommandNotSupportedOnView'],
  [167, 'OptionNotSupportedOnView'],
  [168, 'InvalidPipelineOperator'],
  [171, 'CannotIndexParallelArrays'],
  [175, 'QueryPlanKilled'],
  [181, 'AmbiguousIndexKeyPattern'],
  [182, 'InvalidViewDefinition'],
  [197, 'InvalidIndexSpecificationOption'],
  [238, 'NotImplemented'],
  [241, 'ConversionFailure'],
  [291, 'NoQueryExecutionPlans'],
  [292, 'QueryExceededMemoryLimitNoDiskUseAllowed'],
  [359, 'CannotConvertIndexToUnique'],
  [10334, 'BSONObjectTooLarge'],
  [11000, 'DuplicateKey'],
  [14031, 'OutOfDiskSpace'],
])

export class ServerError extends Error {
  readonly code: number
  /** More fields of the reply: keyPattern, keyValue, errInfo. */
  readonly extra: Readonly<Record<string, Value>>

  constructor(code: number, message: string, extra: Record<string, Value> = {}) {
    super(message)
    this.name = 'ServerError'
    this.code = code
    this.extra = extra
  }

  get codeName(): string {
    return codeNames.get(this.code) ?? `Location${this.code}`
  }
}

/** Something real MongoDB has and this server does not: refused by name, never half done. */
export const notSupported = (what: string): ServerError =>
  new ServerError(238, `${what} is not supported by the embedded database; use a MongoDB server for it`)
