// The address a request came from, as far as the configured proxies can be believed.
import type { IncomingMessage } from 'node:http'

/**
 * With `trustedProxies` = n the n-th entry of X-Forwarded-For from the right, which the outermost proxy of ours wrote; entries further left
 * are the sender's own words. IPv6 is cut to its /64, since one customer has a whole one.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>, trustedProxies: number): string {
  const forwarded = [request.headers['x-forwarded-for'] ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim())
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined
  const address = (told === undefined || told === '' ? request.socket.remoteAddress : told) ?? 'unknown'
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain.includes(':') ? plain.split(':').slice(0, 4).join(':') : plain
}
