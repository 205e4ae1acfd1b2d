// What a browser fetches before the app shows anything: the page, and every script and style sheet that it names.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Name and gzipped size of each file, in bytes, largest first. */
export async function firstLoad(folder: string): Promise<readonly { file: string; bytes: number }[]> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\/admin\/([^"]+)"/g)].map((match) => match[1] ?? '')
  const files = await Promise.all(
    ['index.html', ...named].map(async (file) => ({
      file,
      bytes: gzipSync(await readFile(join(folder, file)), { level: 9 }).length,
    })),
  )
  return files.sort((a, b) => b.bytes - a.bytes)
}
