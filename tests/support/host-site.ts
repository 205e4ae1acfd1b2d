// A shop's own website that embeds the widget: an origin of its own, a content security policy without inline code, and a server that
// vouches for its customers.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { signIdentity } from '../../channels/web/index.js'

export const siteKey = 'my-shop'
export const siteSecret = 'the secret that this shop shares with its Kefu'

export interface HostSite {
  url: string
  stop(): Promise<void>
}

const page = (kefu: string, key: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>My shop</title>
    <link rel="icon" href="data:,">
    <script async src="${kefu}/widget.js" data-site-key="${key}"></script>
  </head>
  <body><main><h1>My shop</h1><input aria-label="Search the shop"></main></body>
</html>`

const policyFor = (kefu: string) =>
  [
    "default-src 'none'",
    `script-src ${kefu}`,
    `connect-src 'self' ${kefu} ${kefu.replace('http', 'ws')}`,
    `img-src data: ${kefu}`,
    "base-uri 'none'",
  ].join('; ')

/** `GET /` is the page, `GET /token/<customer number>` a fresh identity token. */
export async function startHostSite(kefu: () => string, key = siteKey): Promise<HostSite> {
  const server = createServer((request, response) => {
    const customer = /^\/token\/(\w+)$/.exec(request.url ?? '')?.[1]
    if (customer === undefined) {
      response.setHeader('content-security-policy', policyFor(kefu()))
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(page(kefu(), key))
      return
    }
    void signIdentity({ customerNumber: customer }, { key, identitySecret: siteSecret }, { now: new Date() }).then(
      (token) => response.end(token),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
