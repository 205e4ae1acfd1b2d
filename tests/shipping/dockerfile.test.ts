import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { configSchema } from '../../platform/config.js'
import { all, parseDockerfile, type Stage } from './dockerfile.js'

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const manifest = JSON.parse(read('package.json')) as { engines: { node: string } }

describe('reading a Dockerfile', () => {
  it('joins continued lines, leaves comments out and knows its stages', () => {
    const [first, second] = parseDockerfile(
      '# one\nFROM a AS build\nRUN x \\\n  # why\n  && y\nFROM b\nCOPY --from=build /a /b\nCMD ["c", "d"]\n',
    )
    expect(first).toEqual({ image: 'a', name: 'build', instructions: [{ kind: 'run', command: 'x && y' }] })
    expect(second?.instructions).toEqual([
      { kind: 'copy', from: 'build', sources: ['/a'], target: '/b' },
      { kind: 'cmd', command: ['c', 'd'] },
    ])
  })

  it('refuses an instruction that it does not know, and a command for a shell', () => {
    expect(() => parseDockerfile('FROM a\nONBUILD RUN x\n')).toThrow('ONBUILD')
    expect(() => parseDockerfile('FROM a\nCMD npm start\n')).toThrow('JSON list')
  })
})

describe('the image', () => {
  const stages = parseDockerfile(read('Dockerfile'))
  const build = stages[0] as Stage
  const final = stages.at(-1) as Stage

  it('is built in one stage and holds in another only what runs', () => {
    expect(stages).toHaveLength(2)
    expect(all(build, 'run').map(({ command }) => command)).toEqual([
      expect.stringMatching(/^npm ci /),
      expect.stringMatching(/^npm run build && npm prune --omit=dev/),
    ])
    expect(all(final, 'copy').map(({ from }) => from)).toEqual(all(final, 'copy').map(() => build.name))
    expect(all(final, 'copy').flatMap(({ sources }) => sources)).toEqual([
      '/app/package.json',
      '/app/node_modules',
      '/app/dist',
      '/app/models',
    ])
  })

  it('stands on the version of Node that the package asks for', () => {
    const [, major] = /(\d+)/.exec(manifest.engines.node) ?? []
    for (const { image } of stages) expect(image).toMatch(new RegExp(`^node:${String(major)}-`))
  })

  it('runs as nobody special from then on, who may write to the data folder alone', () => {
    const users = all(final, 'user').map(({ name }) => name)
    expect(users).toEqual(['node'])
    const order = final.instructions.map(({ kind }) => kind)
    expect(order.lastIndexOf('run')).toBeLessThan(order.indexOf('user'))
    expect(order.indexOf('user')).toBeLessThan(order.indexOf('cmd'))
    expect(all(final, 'volume').map(({ folder }) => folder)).toEqual(['/data'])
    expect(all(final, 'run').map(({ command }) => command)).toEqual(['mkdir /data && chown node:node /data'])
  })

  it('starts the server itself, so that SIGTERM reaches it', () => {
    expect(all(final, 'cmd')).toEqual([{ kind: 'cmd', command: ['node', 'dist/server.js'] }])
    expect(all(final, 'stopsignal')).toEqual([{ kind: 'stopsignal', signal: 'SIGTERM' }])
  })

  it('is asked whether it is well', () => {
    const [check] = all(final, 'healthcheck')
    expect(check?.command.join(' ')).toContain('/healthz')
    expect(Object.keys(check?.options ?? {})).toEqual(['interval', 'timeout', 'start-period'])
  })

  it('sets only variables that the configuration knows, and listens on every address', () => {
    const variables = Object.assign({}, ...all(final, 'env').map((one) => one.variables)) as Record<string, string>
    const { NODE_ENV, ...ours } = variables
    expect(NODE_ENV).toBe('production')
    expect(Object.keys(ours).filter((name) => !(name in configSchema.shape))).toEqual([])
    expect(variables).toMatchObject({ HOST: '0.0.0.0', DATA_DIR: '/data' })
    expect(all(final, 'expose').map(({ port }) => String(port))).toEqual([variables['PORT']])
  })

  it('is not sent what it must not hold', () => {
    const ignored = read('.dockerignore').trim().split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.git', 'node_modules', 'dist', 'data', '.env']))
  })
})
