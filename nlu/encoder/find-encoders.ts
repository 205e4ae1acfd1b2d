// Which encoders are on this machine.
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../platform/errors.js'
import { catalogue, encoderFiles, type CatalogueEntry } from './catalogue.js'
import type { EncoderLanguage } from './encoder.js'

export interface PresentEncoder extends CatalogueEntry {
  folder: string
}

/** The repository's own `models/`, found from the source tree as well as from a build. */
export function ownModelsFolder(): string {
  let at = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(at, 'models', 'kefu-mini-en')) && dirname(at) !== at) at = dirname(at)
  return join(at, 'models')
}

/**
 * Where encoders of the installation lie: what `MODELS_DIR` names, else `fallback`, which need not be there.
 *
 * @throws AppError `config-invalid` where `MODELS_DIR` names no folder: a misspelt one must not quietly mean worse answers
 */
export function modelsFolder(configured: string | undefined, fallback: string): string {
  if (configured === undefined || configured === '') return fallback
  if (statSync(configured, { throwIfNoEntry: false })?.isDirectory() === true) return configured
  throw new AppError('config-invalid', `Configuration is wrong:\n  MODELS_DIR: ${configured} is not a folder`, {
    details: { lines: [`MODELS_DIR: ${configured} is not a folder`] },
  })
}

/** Complete encoders in the folders, in the order of the catalogue; of one that is in two folders the first is taken. */
export function findEncoders(folders: readonly string[]): PresentEncoder[] {
  return catalogue.flatMap((entry) => {
    const home = folders.find((folder) => encoderFiles.every((file) => existsSync(join(folder, entry.name, file))))
    return home === undefined ? [] : [{ ...entry, folder: join(home, entry.name) }]
  })
}

/** `best`: by quality; `small`: our own only; a name: that one for its language and the small one for the other. */
export type EncoderChoice = 'best' | 'small' | (string & {})

/** At most one a language. A name that is not there is an `encoder-missing` error. */
export function chooseEncoders(
  present: readonly PresentEncoder[],
  choice: EncoderChoice,
): Partial<Record<EncoderLanguage, PresentEncoder>> {
  const chosen: Partial<Record<EncoderLanguage, PresentEncoder>> = {}
  const named = present.find((entry) => entry.name === choice)
  if (choice !== 'best' && choice !== 'small' && named === undefined)
    throw new AppError('encoder-missing', `There is no encoder "${choice}" in the models folders.`, {
      details: { encoder: choice, present: present.map((entry) => entry.name) },
    })
  for (const entry of present) {
    if (choice !== 'best' && entry.hub !== undefined) continue
    const other = chosen[entry.language]
    if (other === undefined || entry.quality > other.quality) chosen[entry.language] = entry
  }
  if (named !== undefined) chosen[named.language] = named
  return chosen
}
