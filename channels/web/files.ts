// Files from customers: checked, scanned and stored before a message may carry them.
import type { IncomingMessage } from 'node:http'
import type { Attachment } from '../../bot/domain/message.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import type { ChannelLog, ChannelMetrics } from '../observe.js'
import type { Admitted } from './admission.js'
import { createFileLinks } from './file-links.js'
import { fileTypeOf } from './file-type.js'
import { withoutJpegMetadata } from './jpeg-metadata.js'
import { maxFileBytes } from './limits.js'
import type { FileStore, ScanFile } from './ports.js'
import type { WireAttachment } from './protocol.js'
import type { RateLimits } from './rate-limits.js'
import { channelName, subjectOf } from './session.js'
import type { FileLink } from './wire.js'

export interface FilesParts {
  secret: string
  clock: Clock
  rates: RateLimits
  admit: (auth: unknown, request: IncomingMessage) => Promise<Admitted>
  log: ChannelLog
  metrics: ChannelMetrics
  store?: FileStore
  scan?: ScanFile
}

export interface Files {
  /** False when the installation stores no files. */
  readonly enabled: boolean
  readonly link: FileLink
  /** Stores what a visitor uploaded. Rejects with the code of what is wrong with it. */
  take(auth: unknown, request: IncomingMessage, name: string, bytes: Uint8Array): Promise<WireAttachment>
  /** Checks the link and gives the file; rejects with `token-invalid`, `token-expired` or `not-found`. */
  open(link: { id: string; until: string; signature: string }): Promise<{ file: Attachment; bytes: Uint8Array }>
  /** The files of these ids; `not-found` for one that is not there or not the owner's. */
  ownedBy: (ids: readonly string[], owner: string) => Promise<readonly Attachment[]>
}

/** A name to show, never a path: no separators, no control characters, at most 100 characters with the ending kept. */
export function safeName(name: string): string {
  // eslint-disable-next-line no-control-regex -- taking control characters out is the purpose
  const plain = name.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]+/g, '_').trim()
  return plain === '' ? 'file' : plain.length <= 100 ? plain : `${plain.slice(0, 60)}…${plain.slice(-39)}`
}

const missing = () => new AppError('not-found', 'There is no such file.', { details: { field: 'file' } })

export function createFiles({ secret, clock, rates, admit, log, metrics, store, scan }: FilesParts): Files {
  const links = createFileLinks(secret, clock)

  async function take(
    auth: unknown,
    request: IncomingMessage,
    name: string,
    sent: Uint8Array,
  ): Promise<WireAttachment> {
    if (!store) throw new AppError('not-allowed', 'This installation takes no files.')
    const { session } = await admit(auth, request)
    const owner = subjectOf(session).subject
    await rates.upload(owner)
    if (sent.length === 0 || sent.length > maxFileBytes)
      throw new AppError('input-invalid', `A file may have 1 to ${String(maxFileBytes)} bytes.`, {
        details: { field: 'file', bytes: sent.length },
      })
    const mime = fileTypeOf(sent)
    if (mime === undefined)
      throw new AppError('input-invalid', 'Only pictures (PNG, JPEG, GIF, WebP), PDF and plain text are taken.', {
        details: { field: 'file', reason: 'type' },
      })
    const bytes = mime === 'image/jpeg' ? withoutJpegMetadata(sent) : sent
    const file: Attachment = { id: newId('fil'), name: safeName(name), mime, size: bytes.length }
    const verdict = (await scan?.(file, bytes)) ?? { kind: 'clean' }
    if (verdict.kind === 'refused') {
      log.warn({ file: file.id, reason: verdict.reason }, 'uploaded file refused by the scanner')
      throw new AppError('not-allowed', 'The file was refused by the security check.', { details: { field: 'file' } })
    }
    await store.put({ ...file, owner }, bytes)
    metrics.count('uploads', { channel: channelName, result: mime })
    return { ...file, url: links.link(file) }
  }

  return {
    enabled: store !== undefined,
    link: (file) => links.link(file),
    take,
    async open(link) {
      links.check(link)
      const found = await store?.get(link.id)
      if (!found) throw missing()
      return found
    },
    async ownedBy(ids, owner) {
      return Promise.all(
        ids.map(async (id) => {
          const found = await store?.get(id)
          if (found?.file.owner !== owner) throw missing()
          const { owner: _owner, ...file } = found.file
          return file
        }),
      )
    },
  }
}
