// `npm run db:supported`: writes the list of what the embedded database understands into its README.
import { readFile, writeFile } from 'node:fs/promises'
import { supportedMarkdown } from '../knowledge/store/embedded/supported.js'

const begin = '<!-- supported:begin -->'
const end = '<!-- supported:end -->'

/** The page with the list between its two marks renewed. */
export function withSupported(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error('the README has lost its marks')
  return `${page.slice(0, from + begin.length)}\n${supportedMarkdown()}\n${page.slice(to)}`
}

export async function main(): Promise<void> {
  const file = 'knowledge/store/embedded/README.md'
  await writeFile(file, withSupported(await readFile(file, 'utf8')))
  console.error(`wrote ${file}`)
}
