// Opens the encoders of an installation: one thread for all of them.
import { chooseEncoders, findEncoders, ownModelsFolder, type EncoderChoice } from './find-encoders.js'
import { encoderLanguages, type Encoders } from './encoder.js'
import { inferenceThread } from './inference-thread.js'
import { threadEncoder } from './thread-encoder.js'

/**
 * Loads the chosen encoders, a quarter of a second each. Without any on this machine there are none, which is no error; one that is
 * there and does not run rejects with `encoder-failed`, a name that is not there with `encoder-missing`.
 *
 * @param folders looked through before Kefu's own `models/`: `MODELS_DIR`
 */
export async function openEncoders(folders: readonly string[], choice: EncoderChoice = 'best'): Promise<Encoders> {
  const chosen = chooseEncoders(findEncoders([...folders, ownModelsFolder()]), choice)
  const entries = encoderLanguages.flatMap((language) => chosen[language] ?? [])
  if (entries.length === 0) return {}
  const thread = inferenceThread()
  const encoders: Encoders = {}
  for (const entry of entries) {
    const opened = await thread.ask({ kind: 'open', folder: entry.folder })
    if (opened.kind === 'opened') encoders[entry.language] = threadEncoder(entry, opened.checksum, thread)
  }
  return encoders
}
