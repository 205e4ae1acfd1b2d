// Files that somebody chose, as the API takes them; and files that leave.
import type { DataFileView } from '../../../api/exchange/contract.js'
import { readZip, writeZip } from '../../lib/zip.js'

const readable = /\.(?:ya?ml|jsonl?|ndjson|csv|tsv)$/i
/** Notes that archives from a Mac carry along. */
const isNote = (path: string): boolean => path.startsWith('__MACOSX/') || path.includes('/.')

/**
 * The texts of the chosen files, of what a chosen folder holds, and of what is in archives. Others are left out.
 * Rejects with `ZipUnreadable`.
 */
export async function readChosen(files: readonly File[]): Promise<DataFileView[]> {
  const read = await Promise.all(
    files.map(async (file): Promise<DataFileView[]> => {
      if (/\.zip$/i.test(file.name))
        return readZip(new Uint8Array(await file.arrayBuffer()), (path) => readable.test(path) && !isNote(path))
      if (!readable.test(file.name)) return []
      return [{ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, text: await file.text() }]
    }),
  )
  return withoutCommonFolder(read.flat())
}

/** Formats look for their files from their own folder on: one folder around everything is taken off. */
export function withoutCommonFolder(files: readonly DataFileView[]): DataFileView[] {
  const [first] = files
  const slash = first === undefined ? -1 : first.path.indexOf('/')
  const folder = first === undefined ? '' : first.path.slice(0, slash + 1)
  if (slash < 0 || !files.every(({ path }) => path.startsWith(folder))) return [...files]
  return files.length === 1
    ? files.map(({ path, text }) => ({ path: path.slice(path.lastIndexOf('/') + 1), text }))
    : withoutCommonFolder(files.map(({ path, text }) => ({ path: path.slice(folder.length), text })))
}

/** One file as it is, several in an archive. */
export function handOver(name: string, files: readonly DataFileView[]): void {
  const [only] = files
  const single = files.length === 1 && only !== undefined
  const blob = single ? new Blob([only.text], { type: 'text/plain' }) : new Blob([writeZip(files)])
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = single ? (only.path.split('/').pop() ?? name) : `${name}.zip`
  link.click()
  URL.revokeObjectURL(link.href)
}
