// The sentence encoders of this installation, for commands.
import { join } from 'node:path'
import { modelsFolder, openEncoders, type Encoders } from '../../nlu/index.js'
import { readConfig } from '../../platform/config.js'

/** None where none runs; a folder that is not there rejects with `config-invalid`. */
export function commandEncoders(): Promise<Encoders> {
  const { MODELS_DIR, DATA_DIR } = readConfig(process.cwd())
  return openEncoders([modelsFolder(MODELS_DIR, join(DATA_DIR, 'models'))])
}
