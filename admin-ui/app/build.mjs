// Builds the admin app: `dist/admin`, with every text file beside its compressed forms. Fails when a text is missing in one language.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { compareTexts } from './lib/i18n/compare-texts.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../../dist/admin', import.meta.url))
/** Smaller ones gain nothing. */
const smallestCompressed = 500

/** Rejects when a text is missing or something does not compile. `outDir` is for tests that must not touch `dist/`. */
export async function buildAdmin({ outDir = out } = {}) {
  const wrong = await compareTexts()
  if (wrong.length > 0) throw new Error(`The texts of the admin app are not complete:\n  ${wrong.join('\n  ')}`)
  await rm(outDir, { recursive: true, force: true })
  await asProduction(() => bundle(outDir))
  await compressAll(outDir)
}

/** Whatever the environment says: React has another build for development, three times the size. */
async function asProduction(work) {
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    await work()
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
}

async function bundle(outDir) {
  await build({
    root: here,
    base: '/admin/',
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 1000,
      // The page's policy allows scripts of files only.
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          // Parts that rarely change keep their names from release to release, so that browsers keep them.
          codeSplitting: {
            groups: [
              { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
              {
                name: 'router',
                test: /node_modules\/@tanstack\/(react-router|router-core|history|react-store|store)\//,
              },
            ],
          },
        },
      },
    },
  })
}

async function compressAll(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(html|js|css|svg|json)$/.test(entry.name))
  await Promise.all(files.map((entry) => compressOne(join(entry.parentPath ?? entry.path, entry.name))))
}

async function compressOne(file) {
  const bytes = await readFile(file)
  if (bytes.length < smallestCompressed) return
  const [gz, br] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  ])
  await Promise.all([writeFile(`${file}.gz`, gz), writeFile(`${file}.br`, br)])
}
