// Files of a message: pictures are shown, everything else is a link.
import type { WireAttachment } from '../../protocol.js'
import { useStrings, useWidget } from '../context.js'
import { FileIcon } from './icons.js'
import { ExternalLink } from './RichText.js'

const kilobytes = (size: number): string =>
  size < 1_000_000 ? `${String(Math.ceil(size / 1000))} kB` : `${(size / 1_000_000).toFixed(1)} MB`

export function Attachments({ files }: { files: readonly WireAttachment[] }) {
  const { server } = useWidget()
  const strings = useStrings()
  return (
    <div class="attachments">
      {files.map((file) => {
        const url = new URL(file.url, server).href
        if (file.mime.startsWith('image/'))
          return (
            <a key={file.id} href={url} target="_blank" rel="noopener noreferrer" class="picture">
              <img src={url} alt={file.name} loading="lazy" />
              <span class="hidden"> ({strings.newTab})</span>
            </a>
          )
        return (
          <ExternalLink key={file.id} url={url} className="file">
            <FileIcon size={22} />
            <span>
              <span class="file-name">{file.name}</span>
              <span class="file-size">{kilobytes(file.size)}</span>
            </span>
          </ExternalLink>
        )
      })}
    </div>
  )
}
