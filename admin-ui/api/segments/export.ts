// An audience as a file: written while it is read, so that a million members need no more memory than one page of them.
import { once } from 'node:events'
import { Router } from 'express'
import { z } from 'zod'
import { AppError } from '../../../platform/errors.js'
import { admit, type ServeDeps, type SignedIn } from '../serve.js'
import { purpose } from './contract.js'
import type { SegmentDesk } from './port.js'

const query = z.strictObject({ purpose })

/** `GET /segments/:id/audience.csv?purpose=marketing`, for who may export; written to the audit trail. */
export function audienceFile(segments: SegmentDesk, guards: ServeDeps): Router {
  const router = Router()
  router.get('/segments/:id/audience.csv', async (request, response) => {
    const { user } = (await admit('segments.export', request, response, guards)) as SignedIn
    const asked = query.safeParse(request.query)
    if (!asked.success)
      throw new AppError('input-invalid', `purpose: ${asked.error.issues[0]?.message ?? 'is missing'}`, {
        details: { field: 'purpose' },
      })
    const audience = { segment: request.params.id, purpose: asked.data.purpose }
    const gone = new AbortController()
    response.on('close', () => {
      gone.abort()
    })
    response.set({
      'Cache-Control': 'no-store',
      'Content-Disposition': 'attachment; filename="audience.csv"',
      'Content-Type': 'text/csv; charset=utf-8',
    })
    const counts = await segments.exportCsv(audience, async (lines) => {
      gone.signal.throwIfAborted()
      if (!response.write(lines)) await once(response, 'drain', { signal: gone.signal })
    })
    const by = { id: user.id, name: user.name }
    await guards.audit.record({ by, action: 'GET /segments/:id/audience.csv', details: { ...audience, ...counts } })
    response.end()
  })
  return router
}
