// The file of an audience that a job wrote: sent as it is read, so that a million members need no more memory than a piece of them.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router } from 'express'
import { admit, type ServeDeps, type SignedIn } from '../serve.js'
import type { HandOvers } from './port.js'

/** `GET /segment-hand-overs/:handOver/audience.csv`, for who may export; written to the audit trail. */
export function audienceFile(handOvers: HandOvers, guards: ServeDeps): Router {
  const router = Router()
  router.get('/segment-hand-overs/:handOver/audience.csv', async (request, response) => {
    const { user } = (await admit('segments.export', request, response, guards)) as SignedIn
    const { handOver } = request.params
    const { segment, bytes, lines } = await handOvers.file(handOver)
    await guards.audit.record({
      by: { id: user.id, name: user.name },
      action: 'GET /segment-hand-overs/:handOver/audience.csv',
      details: { handOver, segment },
    })
    response.set({
      'Cache-Control': 'no-store',
      'Content-Disposition': 'attachment; filename="audience.csv"',
      'Content-Length': String(bytes),
      'Content-Type': 'text/csv; charset=utf-8',
    })
    await pipeline(Readable.from(lines), response)
  })
  return router
}
