// Runs a Dockerfile's steps without a container: each stage in a folder of its own under a temporary one, where absolute paths of the image
// become paths below the stage's folder, and the user of the last stage a user without rights where this one may change users.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Instruction, Stage } from './dockerfile.js'

/** The uid of `node` in the official images. */
const nodeUid = 1000

export interface BuiltImage {
  /** Where the last stage's `/` is. */
  folder: string
  workdir: string
  environment: Readonly<Record<string, string>>
  /** Undefined: the one who runs this. */
  uid: number | undefined
  command: readonly string[]
  healthcheck: readonly string[]
}

interface Place {
  folder: string
  workdir: string
  environment: Record<string, string>
  uid: number | undefined
}

const mayChangeUsers = (): boolean => process.getuid?.() === 0

/** `/x` of the image as a path of this machine. */
const inside = ({ folder, workdir }: Place, path: string): string =>
  path.startsWith('/') ? join(folder, path) : join(workdir, path)

/** Absolute paths as words of a shell command, and the image's user by number. */
const translated = (place: Place, command: string): string =>
  command
    .replaceAll(/(?<=^|\s)\/[\w./-]+/g, (path) => inside(place, path))
    .replaceAll(
      /\bnode:node\b/g,
      mayChangeUsers() ? `${String(nodeUid)}:${String(nodeUid)}` : String(process.getuid?.()),
    )

function ignores(context: string): (path: string) => boolean {
  const file = join(context, '.dockerignore')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const odd = lines.find((line) => /[*?!]/.test(line))
  if (odd !== undefined) throw new Error(`.dockerignore has a pattern that is not understood here: ${odd}`)
  return (path) => lines.some((line) => path === join(context, line))
}

function copy(sources: readonly string[], from: string, target: string, skip: (path: string) => boolean): void {
  const intoFolder = target.endsWith('/') || sources.length > 1
  for (const source of sources) {
    const path = join(from, source)
    const isFolder = statSync(path).isDirectory()
    if (!isFolder || intoFolder) {
      mkdirSync(intoFolder ? target : join(target, '..'), { recursive: true })
      cpSync(path, intoFolder ? join(target, basename(source)) : target)
      continue
    }
    mkdirSync(target, { recursive: true })
    for (const name of readdirSync(path))
      cpSync(join(path, name), join(target, name), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (entry) => !skip(entry),
      })
  }
}

function step(one: Instruction, place: Place, context: string, stages: ReadonlyMap<string, string>): void {
  switch (one.kind) {
    case 'workdir':
      place.workdir = inside(place, one.folder)
      mkdirSync(place.workdir, { recursive: true })
      return
    case 'env':
      Object.assign(place.environment, one.variables)
      return
    case 'copy': {
      const from = one.from === undefined ? context : stages.get(one.from)
      if (from === undefined) throw new Error(`There is no stage ${String(one.from)} before.`)
      const target = inside(place, one.target) + (one.target.endsWith('/') ? '/' : '')
      return copy(one.sources, from, target, one.from === undefined ? ignores(context) : () => false)
    }
    case 'run':
      execFileSync('/bin/sh', ['-c', translated(place, one.command)], {
        cwd: place.workdir,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...place.environment },
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      return
    case 'user':
      place.uid = mayChangeUsers() ? nodeUid : undefined
      return
    case 'volume':
      if (!existsSync(inside(place, one.folder))) throw new Error(`The volume ${one.folder} is not there.`)
      return
    case 'expose':
    case 'healthcheck':
    case 'stopsignal':
    case 'cmd':
      return
  }
}

/** Does every step, in order. Throws at the first that fails. */
export function buildImage(stages: readonly Stage[], context: string, folder: string): BuiltImage {
  // A user without rights must be able to reach what it runs.
  chmodSync(folder, 0o755)
  const built = new Map<string, string>()
  let place: Place | undefined
  for (const [index, stage] of stages.entries()) {
    const base = join(folder, stage.name ?? String(index))
    place = { folder: base, workdir: base, environment: {}, uid: undefined }
    mkdirSync(base)
    for (const one of stage.instructions) step(one, place, context, built)
    if (stage.name !== undefined) built.set(stage.name, base)
  }
  const last = stages.at(-1)?.instructions ?? []
  const command = last.flatMap((one) => (one.kind === 'cmd' ? [one.command] : [])).at(-1)
  const healthcheck = last.flatMap((one) => (one.kind === 'healthcheck' ? [one.command] : [])).at(-1)
  if (!place || !command || !healthcheck) throw new Error('The last stage has no CMD or no HEALTHCHECK.')
  const { environment } = place
  const here = place
  const mapped = Object.entries(environment).map(([name, value]) => [
    name,
    value.startsWith('/') ? inside(here, value) : value,
  ])
  return {
    folder: place.folder,
    workdir: place.workdir,
    environment: Object.fromEntries(mapped) as Record<string, string>,
    uid: place.uid,
    command,
    healthcheck,
  }
}
