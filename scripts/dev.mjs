// `npm run dev`: the server, built anew and restarted whenever a source changes.
import './lib/node-version.mjs'
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/root.mjs'

const watched = [
  'bot',
  'nlu',
  'channels',
  'knowledge',
  'admin-ui',
  'demo',
  'platform',
  'composition',
  'server.ts',
  '.env',
]
let server
let timer
let stopping = false

const start = () => {
  server = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], { stdio: 'inherit', cwd: root })
}

const restart = (file) => {
  clearTimeout(timer)
  timer = setTimeout(() => {
    console.error(`${file} changed, starting again`)
    server.once('exit', () => stopping || start())
    if (server.exitCode === null) server.kill('SIGTERM')
    else start()
  }, 200)
}

start()
for (const name of watched) {
  try {
    watch(join(root, name), { recursive: true }, (_event, file) => {
      if (file === null || !/(~|\.swp|\.test\.tsx?)$/.test(String(file))) restart(join(name, String(file ?? '')))
    })
  } catch {
    // A room that is not there, or no .env: nothing to watch.
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopping = true
    server.once('exit', (code) => process.exit(code ?? 0))
    server.kill(signal)
  })
}
