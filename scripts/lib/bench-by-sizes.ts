// What the benches that measure at several sizes have in common: their options, their machine, and where the figures go.
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { writeBetween } from './write-between.js'

/** The machine that measures, in words. */
export const machine = (): string =>
  `Node ${process.version}, ${String(availableParallelism())} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`

export interface SizedBench {
  /** Measured when `--sizes` names no others. */
  sizes: string
  page: string
  marks: readonly [string, string]
  /** Markdown. */
  report(sizes: readonly number[]): Promise<string>
}

/** Prints the report and, with `--write`, puts it into its page. Exit code 2 when `--sizes` is wrong. */
export async function benchBySizes(
  args: readonly string[],
  { sizes: fallback, page, marks, report }: SizedBench,
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { sizes: { type: 'string', default: fallback }, write: { type: 'boolean', default: false } },
  })
  const sizes = values.sizes.split(',').map(Number)
  if (sizes.some((size) => !Number.isInteger(size) || size < 1000)) {
    console.error('--sizes takes whole numbers from 1000 on, separated by commas.')
    process.exitCode = 2
    return
  }
  const text = await report(sizes)
  console.log(text)
  if (values.write) await writeBetween(page, marks, text)
}
