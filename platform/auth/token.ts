// Session tokens: 256 random bits for the browser, their SHA-256 for the database.
import { createHash, randomBytes } from 'node:crypto'

export const newToken = (): string => randomBytes(32).toString('base64url')

/** A plain hash will do: the token is random, so there is nothing to guess. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')
