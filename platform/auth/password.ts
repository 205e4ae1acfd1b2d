// Passwords: argon2id with the parameters of OWASP's Password Storage Cheat Sheet (m = 19 MiB, t = 2, p = 1), and what counts as too weak.
import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** The package's enum is ambient; 2 is argon2id. */
const argon2id = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const

export const shortestPassword = 10
/** Bounds the work that a stranger can ask for. */
export const longestPassword = 200

/** NFKC first (NIST SP 800-63B 5.1.1.2), so that the same keys on another keyboard or system give the same password. */
const normalise = (password: string): string => password.normalize('NFKC')

export const hashPassword = (password: string): Promise<string> => hash(normalise(password), argon2id)

/** Takes the same time whether there is such a user or not: without a stored hash it checks against one that nothing matches. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword(oneTimePassword())
  const right = await verify(stored ?? (await decoy), normalise(password))
  return right && stored !== undefined
}

let decoy: Promise<string> | undefined

/** No 0, O, 1, l, I: it is read from a terminal and typed. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** `xxxxx-xxxxx-xxxxx-xxxxx`: 20 letters of 31, 99 bits. */
export const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')).join(
    '-',
  )

export type Weakness = 'too-short' | 'too-long' | 'contains-login' | 'too-simple' | 'too-common'

const common = [
  'password',
  'passw0rd',
  'qwerty',
  'letmein',
  'iloveyou',
  'welcome',
  'admin',
  'kefu',
  '12345',
  '123123',
  'abc123',
  'woaini',
  'mima',
]

/** Length first (NIST SP 800-63B); no rules about which characters. Undefined when it will do. */
export function weaknessOf(password: string, login: string): Weakness | undefined {
  const text = normalise(password)
  if ([...text].length < shortestPassword) return 'too-short'
  if (text.length > longestPassword) return 'too-long'
  const folded = text.toLowerCase()
  const own = login.split('@')[0] ?? login
  if (own.length > 2 && folded.replaceAll(own, '').length < shortestPassword - 2) return 'contains-login'
  if (new Set(folded).size < 5) return 'too-simple'
  const rest = common.reduce((left, word) => left.replaceAll(word, ''), folded)
  if (rest.length < 5) return 'too-common'
  return undefined
}
