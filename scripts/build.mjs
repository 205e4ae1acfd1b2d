// `npm run build`: transpiles the server file by file into dist/, bundles the widget and the admin app. Parts whose sources did not
// change are left alone, so a second build costs a directory listing.
import './lib/node-version.mjs'
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from './lib/install.mjs'
import { step } from './lib/progress.mjs'
import { root } from './lib/root.mjs'

const dist = join(root, 'dist')
const serverRooms = ['bot', 'nlu', 'channels', 'knowledge', 'admin-ui', 'demo', 'platform', 'scripts', 'composition']
const bundledApart = ['channels/web/widget', 'admin-ui/app']
const isTest = (file) => /\.(test|bench|contract)\.[tj]sx?$|\/(testing|fixtures)\//.test(file)

async function listFiles(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
}

/** Changes whenever a file of the part is added, removed or touched. */
async function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of [...files].sort()) {
    const { mtimeMs, size } = await stat(join(root, file))
    hash.update(`${file}\n${String(mtimeMs)}\n${String(size)}\n`)
  }
  return hash.digest('hex')
}

async function buildPart(name, files, work) {
  const stampFile = join(dist, `.${name}.stamp`)
  const stamp = await fingerprint([...files, 'package-lock.json', 'scripts/build.mjs'])
  const built = await readFile(stampFile, 'utf8').catch(() => '')
  if (built === stamp) return
  await step(`building ${name}`, work)
  await writeFile(stampFile, stamp)
}

async function buildServer(files) {
  const { build } = await import('esbuild')
  await Promise.all([...serverRooms, 'server.js'].map((room) => rm(join(dist, room), { recursive: true, force: true })))
  const code = files.filter((file) => file.endsWith('.ts'))
  await build({
    absWorkingDir: root,
    entryPoints: code,
    outdir: dist,
    outbase: '.',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  })
  for (const file of files.filter((name) => !name.endsWith('.ts') && !name.endsWith('.md'))) {
    await mkdir(dirname(join(dist, file)), { recursive: true })
    await cp(join(root, file), join(dist, file))
  }
}

const inside = (folder) => (file) => file.startsWith(`${folder}/`)

export async function build() {
  await ensureInstalled()
  await mkdir(dist, { recursive: true })
  const listed = (await Promise.all(serverRooms.map(listFiles))).flat()
  const server = listed.filter(
    (file) =>
      !bundledApart.some((folder) => inside(folder)(file)) &&
      !isTest(file) &&
      !file.endsWith('.mjs') &&
      !file.endsWith('.d.ts'),
  )
  await buildPart('server', [...server, 'server.ts'], () => buildServer([...server, 'server.ts']))
  for (const [name, folder, file, start] of [
    ['widget', 'channels/web', 'channels/web/widget/build.mjs', 'buildWidget'],
    ['admin', 'admin-ui', 'admin-ui/app/build.mjs', 'buildAdmin'],
  ]) {
    if (!listed.includes(file)) continue
    const sources = listed.filter((path) => inside(folder)(path) && !isTest(path))
    await buildPart(name, sources, async () => (await import(pathToFileURL(join(root, file)).href))[start]())
  }
}

if (process.argv[1] === join(root, 'scripts', 'build.mjs')) await build()
