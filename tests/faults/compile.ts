// Compiles a program for a fault test, once: starting from TypeScript takes seconds, and these programs are started again and again.
import { mkdtemp, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Compiled {
  readonly folder: string
  remove(): Promise<void>
}

/** @param entryPoints name of the program → its source, from the root. The embedded database's thread is compiled with them. */
export async function compile(entryPoints: Readonly<Record<string, string>>): Promise<Compiled> {
  // Under node_modules, so that packages are found from there.
  const folder = await mkdtemp(join(root, 'node_modules', '.kefu-faults-'))
  await build({
    entryPoints: { ...entryPoints, worker: 'knowledge/store/embedded/worker.ts' },
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
