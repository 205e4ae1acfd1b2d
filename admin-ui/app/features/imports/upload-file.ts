// Handing a file over: its bytes as they are, not as JSON. Rejects with `ApiError`.
import { uploadView } from '../../../api/imports/files-contract.js'
import { errorAnswer } from '../../../api/route.js'
import { ApiError } from '../../lib/api.js'

export async function uploadFile(file: File) {
  let response: Response
  try {
    response = await fetch(`/api/v1/import-files?${new URLSearchParams({ name: file.name }).toString()}`, {
      method: 'POST',
      headers: { 'x-kefu-request': '1', 'content-type': 'application/octet-stream' },
      body: file,
    })
  } catch {
    throw new ApiError('network', 'The server cannot be reached.')
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return uploadView.parse(body)
  const refused = errorAnswer.safeParse(body)
  if (!refused.success) throw new ApiError('broken', 'The answer of the server is not understood.', {}, response.status)
  const { code, message, details } = refused.data.error
  throw new ApiError(code, message, details, response.status)
}
