// The API's documentation as one plain page: no script, no outside resource.
import type { Route } from './route.js'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem }
td { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .4rem .6rem; vertical-align: top }
td:first-child { width: 4rem; font-weight: 600; text-transform: uppercase; font-size: .8rem }
code { overflow-wrap: anywhere }
small { opacity: .75; white-space: nowrap }
@media (max-width: 40rem) { td { display: block; border: 0; padding: .1rem .6rem } tr { display: block; border-top: 1px solid; padding: .5rem 0 } }`

const row = ({ method, path, summary, policy }: Route): string =>
  `<tr><td>${method}</td><td><code>/api/v1${escape(path)}</code><br>${escape(summary)}</td><td><small>${policy}</small></td></tr>`

export function docsPage(contract: Readonly<Record<string, Readonly<Record<string, Route>>>>): string {
  const rooms = Object.entries(contract).map(
    ([room, routes]) => `<h2>${escape(room)}</h2><table>${Object.values(routes).map(row).join('')}</table>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Kefu admin API</title><style>${style}</style></head><body><h1>Kefu admin API</h1>
<p>The whole description, with every field, is <a href="/api/docs/openapi.json">openapi.json</a> (OpenAPI 3.1). The last column names the
policy that a role must have.</p>${rooms.join('')}</body></html>`
}
