// A file goes up over HTTP, beside the conversation; the message that names it follows.
import type { ErrorCode } from '../../../../platform/errors.js'
import type { WireAttachment } from '../../protocol.js'
import { ChatError } from './chat-error.js'

export interface Uploader {
  /** Origin. */
  server: string
  site: string
  /** Of the visitor. */
  token: string | undefined
  /** Of who is signed in. */
  identity: string | undefined
}

/** Rejects with a `ChatError` that carries the server's code, or with the browser's error when the server was not reached. */
export async function uploadFile({ server, site, token, identity }: Uploader, file: File): Promise<WireAttachment> {
  if (token === undefined) throw new ChatError('token-missing', 'Not connected yet.')
  const response = await fetch(`${server}/widget/files`, {
    method: 'POST',
    body: file,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'x-kefu-site': site,
      'x-kefu-name': encodeURIComponent(file.name),
      ...(identity !== undefined && { 'x-kefu-identity': identity }),
    },
  })
  const answer = (await response.json()) as WireAttachment & { error?: { code: ErrorCode; message: string } }
  if (!response.ok) throw new ChatError(answer.error?.code ?? 'internal', answer.error?.message ?? 'The upload failed.')
  return answer
}
