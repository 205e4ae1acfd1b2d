// The web channel over a core in memory, with a page that embeds the widget: for what needs a person at the desk or a look of its own.
import { afterEach } from 'vitest'
import type { SiteLook } from '../../channels/web/site-look.js'
import { createMemoryCore, createMemoryFiles, type MemoryCore } from '../../channels/web/testing/memory-core.js'
import { startWebServer, testSite, type WebServer } from '../../channels/web/testing/web-server.js'

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>My shop</title>
    <link rel="icon" href="data:,">
    <script async src="/widget.js" data-site-key="${testSite.key}"></script>
  </head>
  <body><main><h1>My shop</h1><button type="button">Buy</button></main></body>
</html>`

/** Use inside `describe`; the server of a test is closed after it. */
export function withWidgetServer() {
  let server: WebServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })
  return async (core: MemoryCore = createMemoryCore(), look: SiteLook = {}) => {
    const files = createMemoryFiles()
    server = await startWebServer({
      core,
      pages: { '/': page },
      sites: [{ ...testSite, look }],
      files: { store: files },
    })
    await server.channel.start({ ingest: core.ingest })
    return { ...server, files }
  }
}

/** Keys of the conversations that somebody has opened. */
export function onlyThread(core: MemoryCore): string {
  const [thread, ...others] = core.keys()
  if (thread === undefined || others.length > 0) throw new Error(`${String(core.keys().length)} conversations`)
  return thread
}
