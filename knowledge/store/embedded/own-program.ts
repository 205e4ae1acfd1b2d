// Where a program of this folder is, and what Node needs to run it: JavaScript in a build, TypeScript with tsx from source.
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const runsFromSource = import.meta.url.endsWith('.ts')

/** The module of tsx whose `register` lets a thread or process load TypeScript. */
export const tsxUrl = (): string =>
  pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href.replace(/cjs$/, 'mjs')

/** The URL of a file of this folder, by its name without ending. */
export const ownFile = (name: string): URL => new URL(`./${name}.${runsFromSource ? 'ts' : 'js'}`, import.meta.url)

export function ownProgram(name: string): { program: string; execArgv: string[] } {
  const program = fileURLToPath(ownFile(name))
  if (!runsFromSource) return { program, execArgv: [] }
  const boot = `import { register } from ${JSON.stringify(tsxUrl())}; register()`
  return { program, execArgv: ['--import', `data:text/javascript,${encodeURIComponent(boot)}`] }
}
