// The built widget script, held in memory compressed; read again when the file changes.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { AppError } from '../../platform/errors.js'

export interface Bundle {
  etag: string
  plain: Buffer
  gzip: Buffer
  brotli: Buffer
}

/** Seen from `dist/channels/web/` and from the source tree. */
const places = ['../../widget/widget.js', '../../dist/widget/widget.js'].map((place) =>
  fileURLToPath(new URL(place, import.meta.url)),
)

const changedAt = (path: string): Promise<number | undefined> =>
  stat(path).then(
    (found) => found.mtimeMs,
    () => undefined,
  )

/** Rejects with `not-found` while the widget is not built. */
export function createBundle(widgetFile?: string): () => Promise<Bundle> {
  let kept: { path: string; at: number; bundle: Bundle } | undefined
  return async () => {
    for (const path of widgetFile === undefined ? places : [widgetFile]) {
      const at = await changedAt(path)
      if (at === undefined) continue
      if (kept?.path === path && kept.at === at) return kept.bundle
      const plain = await readFile(path)
      const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
      kept = { path, at, bundle: { etag, plain, gzip: gzipSync(plain), brotli: brotliCompressSync(plain) } }
      return kept.bundle
    }
    throw new AppError('not-found', 'The widget is not built; run `npm run build`.')
  }
}
