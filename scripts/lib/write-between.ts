// Puts what a command measured into a page, where the page has a place for it.
import { readFile, writeFile } from 'node:fs/promises'

/** Replaces what stands between the two marks, which stay. Rejects where the page lacks them. */
export async function writeBetween(
  file: string,
  [begin, end]: readonly [string, string],
  markdown: string,
): Promise<void> {
  const text = await readFile(file, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`${file} has no place between ${begin} and ${end}`)
  await writeFile(file, `${text.slice(0, from + begin.length)}\n\n${markdown}\n\n${text.slice(to)}`)
}
