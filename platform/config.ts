// Configuration: the environment (and `.env` when present) read once through one schema. Every wrong variable is listed at once
// and the start is refused; nothing falls back silently.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { AppError } from './errors.js'

const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((text) => text === 'true' || text === '1' || text === 'yes')

const mongoUri = z.string().regex(/^mongodb(\+srv)?:\/\/\S+$/, 'must begin with mongodb:// or mongodb+srv://')
const redisUrl = z.string().regex(/^rediss?:\/\/\S+$/, 'must begin with redis:// or rediss://')
const secret = z.string().min(32, 'must be at least 32 characters long')
const origins = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be a comma-separated list of http(s) origins' })))

/** One entry a variable; `.env.example` lists the same names (a test compares them). */
export const configSchema = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
    DATA_DIR: z.string().min(1).default('data'),
    MONGODB_URI: mongoUri.optional(),
    REDIS_URL: redisUrl.optional(),
    MODELS_DIR: z.string().min(1).optional(),
    KEFU_SECRET: secret.optional(),
    DEMO: flag.default(true),
    SITE_KEY: z
      .string()
      .regex(/^[a-z0-9-]{2,40}$/, 'must be 2-40 lower-case letters, digits or hyphens')
      .optional(),
    SITE_ORIGINS: origins.optional(),
    SITE_IDENTITY_SECRET: secret.optional(),
    SITE_LOOK: z.string().min(1).optional(),
    FILE_SCANNER: z.string().trim().min(1).optional(),
    SHOP_NAME: z.string().min(1).max(80).optional(),
    SUPPORT_EMAIL: z.email().optional(),
    MICROSOFT_APP_ID: z.uuid().optional(),
    MICROSOFT_APP_PASSWORD: z.string().min(1).optional(),
    MICROSOFT_APP_TYPE: z.enum(['MultiTenant', 'SingleTenant']).default('MultiTenant'),
    MICROSOFT_APP_TENANT_ID: z.string().min(1).optional(),
    AUDIENCE_WEBHOOK: z.url({ protocol: /^https?$/ }).optional(),
    KEFU_WEBHOOK_SECRET: z.string().min(16, 'must be at least 16 characters long').optional(),
    METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters long').optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(15_000),
  })
  .superRefine((config, context) => {
    const needs = (name: keyof typeof config, other: keyof typeof config) => {
      if (config[name] !== undefined && config[other] === undefined) {
        context.addIssue({ code: 'custom', path: [other], message: `is needed because ${name} is set` })
      }
    }
    needs('MICROSOFT_APP_ID', 'MICROSOFT_APP_PASSWORD')
    needs('MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_ID')
    needs('AUDIENCE_WEBHOOK', 'KEFU_WEBHOOK_SECRET')
    needs('SITE_ORIGINS', 'SITE_KEY')
    needs('SITE_IDENTITY_SECRET', 'SITE_KEY')
    needs('SITE_LOOK', 'SITE_KEY')
    needs('SITE_KEY', 'SITE_ORIGINS')
    if (!config.DEMO) {
      for (const name of ['SHOP_NAME', 'SUPPORT_EMAIL'] as const) {
        if (config[name] === undefined)
          context.addIssue({ code: 'custom', path: [name], message: 'is needed because DEMO is off' })
      }
    }
    if (config.MICROSOFT_APP_TYPE === 'SingleTenant') needs('MICROSOFT_APP_TYPE', 'MICROSOFT_APP_TENANT_ID')
  })

export type Config = z.infer<typeof configSchema>

export const configNames = Object.keys(configSchema.shape)

/**
 * Parses the variables; an empty value counts as absent.
 * @throws AppError `config-invalid` whose message has one line for each wrong or misspelt variable.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = configSchema.safeParse(present)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const misspelt = Object.keys(present).flatMap((name) => {
    const meant = nearMiss(name)
    return meant === undefined ? [] : [`${name}: is not a variable of Kefu; did you mean ${meant}?`]
  })
  if (!parsed.success || misspelt.length > 0) {
    const lines = [...wrong, ...misspelt]
    throw new AppError('config-invalid', `Configuration is wrong:\n  ${lines.join('\n  ')}`, { details: { lines } })
  }
  return parsed.data
}

/** Reads `.env` in `folder` (variables of the process win) and parses the whole. */
export function readConfig(
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const file = resolve(folder, '.env')
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return parseConfig({ ...fromFile, ...environment })
}

/** Names whose misspelling would silently choose another database, queue or folder. */
const guarded = ['MONGODB_URI', 'REDIS_URL', 'DATA_DIR', 'KEFU_SECRET', 'SITE_ORIGINS', 'SITE_IDENTITY_SECRET']

function nearMiss(name: string): string | undefined {
  if (configNames.includes(name)) return undefined
  const bare = (text: string) => text.replaceAll('_', '').toUpperCase()
  return guarded.find((known) => bare(known) === bare(name) || differsByOne(known, name))
}

/** True when one letter was changed, left out or added. */
function differsByOne(known: string, name: string): boolean {
  if (Math.abs(known.length - name.length) > 1) return false
  let start = 0
  while (start < known.length && known[start] === name[start]) start += 1
  const rest = (text: string, skip: number) => text.slice(start + skip)
  return rest(known, 1) === rest(name, 1) || rest(known, 1) === rest(name, 0) || rest(known, 0) === rest(name, 1)
}
