// What the commands over data files share: options, one result on stdout (a table or, with --json, one JSON document), faults as one line.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { AppError } from '../../platform/errors.js'

export type Options = NonNullable<ParseArgsConfig['options']>
export type Given = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

export const usageError = (message: string): AppError => new AppError('input-invalid', message)

/** The option's text; throws a usage error that names it when it is missing. */
export function required(given: Given, name: string): string {
  const value = given[name]
  if (typeof value !== 'string' || value === '') throw usageError(`--${name} is missing.`)
  return value
}

export function optional(given: Given, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A number within bounds; throws a usage error that names the option. */
export function numberOption(given: Given, name: string, fallback: number, least: number, most: number): number {
  const text = optional(given, name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (Number.isFinite(value) && value >= least && value <= most) return value
  throw usageError(`--${name} must be a number from ${String(least)} to ${String(most)}, not "${text}".`)
}

/** Whole numbers separated by commas, each within bounds; throws a usage error that names the option. */
export function numberList(
  given: Given,
  name: string,
  fallback: readonly number[],
  least: number,
  most: number,
): readonly number[] {
  const text = optional(given, name)
  if (text === undefined) return fallback
  const values = text.split(',').map(Number)
  if (values.every((value) => Number.isInteger(value) && value >= least && value <= most)) return values
  throw usageError(
    `--${name} must be whole numbers from ${String(least)} to ${String(most)}, separated by commas, not "${text}".`,
  )
}

export interface Subcommand {
  options: Options
  run(given: Given): Promise<unknown>
}

/** Runs `args[0]` of `subcommands` and prints what it returns, if anything. Exit code 2: wrong use or input; 1: a fault of ours is thrown on. */
export async function runCommand(
  args: readonly string[],
  usage: string,
  subcommands: ReadonlyMap<string, Subcommand>,
): Promise<void> {
  const [name = '', ...rest] = args
  const subcommand = subcommands.get(name)
  if (!subcommand || rest.includes('--help')) {
    console.error(usage)
    process.exitCode = rest.includes('--help') || name === '--help' ? 0 : 2
    return
  }
  try {
    const options = { ...subcommand.options, json: { type: 'boolean' as const } }
    const given = parseArgs({ args: rest, options }).values as Given
    const result = await subcommand.run(given)
    if (result === undefined) return
    if (given['json'] === true) console.log(JSON.stringify(result))
    else printReadable(result)
  } catch (error) {
    const isUse = error instanceof AppError || (error instanceof TypeError && 'code' in error)
    if (!isUse) throw error
    console.error(error.message)
    process.exitCode = 2
  }
}

function printReadable(result: unknown): void {
  if (Array.isArray(result)) console.table(result)
  else if (typeof result === 'object' && result !== null)
    for (const [name, value] of Object.entries(result as Record<string, unknown>)) {
      if (Array.isArray(value) && value.some((one) => typeof one === 'object')) {
        console.log(`${name}:`)
        console.table(value)
      } else console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    }
  else console.log(result)
}

/** Seconds of wall clock and of processor, and the most memory the process has held so far. */
export async function timed<T>(
  work: () => T | Promise<T>,
): Promise<{ result: T; seconds: number; cpuSeconds: number; peakMemoryMb: number }> {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  return {
    result,
    seconds: rounded((performance.now() - begin) / 1000, 3),
    cpuSeconds: rounded((user + system) / 1e6, 3),
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

export const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits))
