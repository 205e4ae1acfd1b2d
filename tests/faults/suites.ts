// The fault suites by name, for `npm run test:faults -- <name> [options]`. A new one is a line here and a module with a `run`.

/** @param args what stands after the suite's name. Resolves with whether everything held; prints its own figures. */
export type FaultSuite = (args: readonly string[]) => Promise<boolean>

export const suites: ReadonlyMap<string, () => Promise<FaultSuite>> = new Map([
  ['app', async () => (await import('./app/suite.js')).run],
  ['db', async () => (await import('./db-suite.js')).run],
  ['import', async () => (await import('./import-suite.js')).run],
  ['intake', async () => (await import('./intake-suite.js')).run],
  ['merge', async () => (await import('./merge/suite.js')).run],
])
