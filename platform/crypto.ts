// Keys for separate purposes from the installation's one secret, so that a token of one kind is worth nothing as another.
import { hkdfSync } from 'node:crypto'

/** HKDF-SHA-256 (RFC 5869) with `purpose` as info; 43 characters of base64url, 256 bits. The same input gives the same key. */
export const deriveSecret = (secret: string, purpose: string): string =>
  Buffer.from(hkdfSync('sha256', secret, 'kefu', purpose, 32)).toString('base64url')
