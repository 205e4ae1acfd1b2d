// Starts a worker thread from a module of this folder tree, in a build (JavaScript) as well as from source (TypeScript through tsx).
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** @param from the caller's `import.meta.url` @param name of the module, without extension, relative to the caller: `./train-worker` */
export function openWorker(from: string, name: string, options: WorkerOptions): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`${name}.js`, from), options)
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href.replace(/cjs$/, 'mjs')
  const source = new URL(`${name}.ts`, from).href
  // tsx registers itself in the main thread only: a worker has to do that before it loads TypeScript.
  const boot = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(source)})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(boot)}`), options)
}
