// `POST /import-files?name=people.csv`: the body is the file, whatever its type, and goes to the database as it comes.
import { Router } from 'express'
import { refuseForgedRequests } from '../../../platform/auth/csrf.js'
import { AppError } from '../../../platform/errors.js'
import { admit, type ServeDeps, type SignedIn } from '../serve.js'
import { uploadQuery, uploadView } from './files-contract.js'
import type { ImportFiles } from './files-port.js'

/** For who may import; written to the audit trail. A body that is too large is refused while it comes. */
export function importUpload(files: ImportFiles, guards: ServeDeps): Router {
  const router = Router()
  router.post('/import-files', refuseForgedRequests(guards.origins), async (request, response) => {
    const { user } = (await admit('imports.edit', request, response, guards)) as SignedIn
    const asked = uploadQuery.safeParse(request.query)
    if (!asked.success)
      throw new AppError('input-invalid', `name: ${asked.error.issues[0]?.message ?? 'is missing'}`, {
        details: { field: 'name' },
      })
    let upload
    try {
      upload = await files.receive(asked.data.name, request as AsyncIterable<Uint8Array>, user.name)
    } catch (error) {
      // What is still on its way is not read: the connection ends with the answer.
      response.set('Connection', 'close')
      throw error
    }
    const { id, name, bytes } = upload
    await guards.audit.record({
      by: { id: user.id, name: user.name },
      action: 'POST /import-files',
      details: { file: id, name, bytes },
    })
    response.set('Cache-Control', 'no-store').json(uploadView.parse(upload))
  })
  return router
}
