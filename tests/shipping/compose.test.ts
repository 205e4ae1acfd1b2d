import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { configSchema, parseConfig } from '../../platform/config.js'

const service = z.strictObject({
  build: z.string().optional(),
  image: z.string().optional(),
  init: z.boolean().optional(),
  restart: z.string(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  healthcheck: z
    .object({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number() })
    .optional(),
  stop_grace_period: z.string().optional(),
})
const composition = z.strictObject({
  services: z.strictObject({ app: service, mongo: service, redis: service }),
  volumes: z.record(z.string(), z.null()),
})

const source = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8')
const { services, volumes } = composition.parse(parse(source))
const { app, mongo, redis } = services

/** What Compose makes of `${NAME:-default}` and `${NAME:?why}`. */
function interpolated(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_all, name: string, how: string, rest: string) => {
    const value = given[name] ?? ''
    if (value !== '') return value
    if (how === '?') throw new Error(`${name}: ${rest}`)
    return rest
  })
}
const environment = (given: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(app.environment).map(([name, text]) => [name, interpolated(text, given)]))

describe('the composition', () => {
  it('gives the app a configuration that it accepts, with every default', () => {
    const config = parseConfig(environment({ KEFU_SECRET: 'x'.repeat(48) }))
    expect(config).toMatchObject({
      MONGODB_URI: 'mongodb://mongo:27017/kefu?replicaSet=rs0',
      REDIS_URL: 'redis://redis:6379',
      DEMO: true,
    })
    expect(Object.keys(app.environment).filter((name) => !(name in configSchema.shape))).toEqual([])
  })

  it('does not start without a secret', () => {
    expect(() => environment({})).toThrow('KEFU_SECRET')
  })

  it('runs MongoDB 8 as a replica set that starts itself, under the name in the address', () => {
    expect(mongo.image).toBe('mongo:8')
    expect(mongo.command).toEqual(['mongod', '--replSet', 'rs0', '--bind_ip_all'])
    const [, shell, , , program] = mongo.healthcheck?.test ?? []
    expect(shell).toBe('mongosh')
    expect(program).toContain("rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] })")
    expect(() => new Script(program ?? '')).not.toThrow()
  })

  it('runs Redis 7, which keeps jobs on disk and never drops them for room', () => {
    expect(redis.image).toBe('redis:7')
    expect(redis.command?.join(' ')).toBe('redis-server --appendonly yes --maxmemory-policy noeviction')
    expect(redis.healthcheck?.test).toEqual(['CMD', 'redis-cli', 'ping'])
  })

  it('starts the app when both are well, and gives it time to drain', () => {
    expect(app.build).toBe('.')
    expect(app.depends_on).toEqual({
      mongo: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    })
    const graceMs = Number(/^(\d+)s$/.exec(app.stop_grace_period ?? '')?.[1]) * 1000
    expect(graceMs).toBeGreaterThan(parseConfig({}).SHUTDOWN_GRACE_MS)
  })

  it('keeps the data of each service in a volume of its own', () => {
    const named = [app, mongo, redis].flatMap((one) => one.volumes.map((volume) => volume.split(':')[0]))
    expect(named).toEqual(Object.keys(volumes))
    expect(app.volumes).toEqual(['data:/data'])
  })

  it('shows the app to the outside, and neither database', () => {
    expect(app.ports?.map((port) => interpolated(port, {}))).toEqual(['3000:3000'])
    expect([mongo.ports, redis.ports]).toEqual([undefined, undefined])
  })
})
