// Regular expressions that may take exponential time: MongoDB's PCRE gives up at a match limit, JavaScript's engine never does.
import { createContext, Script } from 'node:vm'
import { ServerError } from '../server-error.js'

const longestMs = 1000
const sandbox: { run: () => RegExpExecArray | null } = { run: () => null }
const context = createContext(sandbox)
const script = new Script('run()')

/** Whether a pattern repeats a group, refers back, or has three unbounded repeats: what catastrophic backtracking needs. */
export const isRisky = (source: string): boolean =>
  /\)(?:[*+]|\{\d*,)|\\[1-9k]/.test(source) || (source.match(/(?<!\\)[*+]|\{\d*,\}/g)?.length ?? 0) > 2

/** Ends with an error (51156) where a match would take longer than a second. Every use of a RegExp goes through `exec`. */
export class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    // Short texts cannot take long.
    if (text.length < 12) return super.exec(text)
    sandbox.run = () => super.exec(text)
    try {
      return script.runInContext(context, { timeout: longestMs }) as RegExpExecArray | null
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw thrown
      throw new ServerError(51156, 'Error occurred while executing the regular expression: match limit exceeded')
    }
  }
}
