// Installs what the lockfile asks for when node_modules is missing or stale. Needs nothing but Node and npm.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, step } from './progress.mjs'
import { root } from './root.mjs'

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8'))
  } catch {
    return undefined
  }
}

/** True when every package that the lockfile asks for on this machine stands in node_modules in the same version. */
export function isInstalled() {
  const asked = readJson('package-lock.json')?.packages
  const present = readJson('node_modules/.package-lock.json')?.packages
  if (!asked || !present) return false
  return Object.entries(asked).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.devOptional || entry.peer || present[path]?.version === entry.version,
  )
}

const unreachable = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|ERR_SOCKET|network/i

const runNpm = (args) =>
  new Promise((done) => {
    const child = spawn('npm', args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => done({ code: 1, output: String(error) }))
    child.on('close', (code) => done({ code, output }))
  })

/** Idempotent; does nothing (and asks no registry) when everything is there. */
export async function ensureInstalled() {
  if (isInstalled()) return
  const { code, output } = await step('installing packages', () =>
    runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']),
  )
  if (code === 0) return
  const lastLines = output.trim().split('\n').slice(-5).join('\n')
  refuse(
    unreachable.test(output)
      ? "Packages could not be installed: the npm registry cannot be reached; check the network or npm's `registry` setting."
      : `Packages could not be installed (npm ci ended with ${String(code)}):\n${lastLines}`,
  )
}
