// Every encoder that Kefu knows, and what of them is on this machine.
import { catalogue, type CatalogueEntry } from './catalogue.js'
import { chooseEncoders, findEncoders, ownModelsFolder } from './find-encoders.js'
import { encoderBytes, verifyEncoder, type Verified } from './verify-encoder.js'

export interface ListedEncoder extends CatalogueEntry {
  /** Where it is; undefined: not on this machine. */
  folder: string | undefined
  /** The best one of its language: what the next training uses. */
  used: boolean
}

/** In the order of the catalogue. `bytes` is what lies on disk, for absent ones what they would take. @param folders `MODELS_DIR` */
export function listEncoders(folders: readonly string[]): ListedEncoder[] {
  const present = findEncoders([...folders, ownModelsFolder()])
  const chosen = Object.values(chooseEncoders(present, 'best'))
  return catalogue.map((entry) => {
    const folder = present.find(({ name }) => name === entry.name)?.folder
    const bytes = folder === undefined ? entry.bytes : encoderBytes(folder)
    return { ...entry, bytes, folder, used: chosen.some(({ name }) => name === entry.name) }
  })
}

/** Compares every file of every encoder on this machine with its checksum. */
export async function verifyEncoders(folders: readonly string[]): Promise<Verified[]> {
  const found: Verified[] = []
  for (const present of findEncoders([...folders, ownModelsFolder()])) found.push(await verifyEncoder(present))
  return found
}
