// Every command that a page names is there, and every command of the product has its script.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> }
const rooms = ['bot', 'channels', 'demo', 'docs', 'knowledge', 'models', 'nlu', 'platform', 'scripts', 'tests']
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...rooms.flatMap((room) =>
    readdirSync(`${root}/${room}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${room}/${file}`),
  ),
]

it.each(pages)('%s names only commands that exist', (page) => {
  const named = [...readFileSync(`${root}/${page}`, 'utf8').matchAll(/npm run (?:--silent )?([\w:-]+)/g)]
  const missing = named.map(([, name]) => name ?? '').filter((name) => !(name in scripts))
  expect(missing).toEqual([])
})

it('has a script behind each command', () => {
  const behind = Object.values(scripts).flatMap((command) => /scripts\/run\.mjs ([\w-]+)/.exec(command)?.[1] ?? [])
  expect(behind.length).toBeGreaterThan(10)
  expect(behind.filter((name) => !existsSync(`${root}/scripts/${name}.ts`))).toEqual([])
})
