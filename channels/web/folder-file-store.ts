// Uploaded files in a folder: the bytes under their id, what is known about them in a JSON file beside.
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { FileStore } from './ports.js'

const about = z.object({ id: z.string(), name: z.string(), mime: z.string(), size: z.number(), owner: z.string() })

/** Ids are ours (`newId`); anything else never becomes a path. */
const isId = (id: string): boolean => /^fil_[0-9A-Z]{26}$/.test(id)

async function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
  const handle = await open(`${path}.part`, 'w', 0o600)
  try {
    await handle.writeFile(data)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${path}.part`, path)
}

/** Creates the folder when needed. `put` resolves once the file would survive a crash; its description is written last. */
export function createFolderFileStore(folder: string): FileStore {
  return {
    async put(file, bytes) {
      if (!isId(file.id)) throw new TypeError('not a file id')
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeDurably(join(folder, file.id), bytes)
      await writeDurably(join(folder, `${file.id}.json`), JSON.stringify(file))
    },
    async get(id) {
      if (!isId(id)) return undefined
      const description = await readFile(join(folder, `${id}.json`), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      if (description === undefined) return undefined
      return { file: about.parse(JSON.parse(description)), bytes: await readFile(join(folder, id)) }
    },
  }
}
