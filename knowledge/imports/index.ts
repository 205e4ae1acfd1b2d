// The door of imports: batches into the shared record, their repair, undoing and lineage.
import type { Clock } from '../../platform/clock.js'
import type { Store } from '../store/connection.js'
import { importBatches } from './record/batches.js'
import { dataDictionary, setDataOwner } from './record/dictionary.js'
import { importLetters } from './record/letters.js'
import { lineageOf } from './record/lineage.js'
import { replayLetter } from './record/replay.js'
import { runImport, type ImportRequest } from './record/run-batch.js'
import { undoImport } from './record/undo-batch.js'

export { readMapping, type ColumnRule } from './mapping.js'
export { openSource, type SourceOptions, type SourceRow } from './read/index.js'
export type { ImportRequest } from './record/run-batch.js'
export type { DictionaryEntry } from './record/dictionary.js'
export type { LetterFilter } from './record/letters.js'
export type { Replayed } from './record/replay.js'
export type { ValueLineage } from './record/lineage.js'

export type Imports = ReturnType<typeof imports>

export function imports(store: Store, clock: Clock) {
  const { get, need, list } = importBatches(store, clock)
  const letters = importLetters(store)
  return {
    run: (request: ImportRequest) => runImport(store, clock, request),
    undo: (batch: string, by: string) => undoImport(store, clock, batch, by),
    batches: { get, need, list },
    letters: {
      list: letters.list,
      count: letters.count,
      dismiss: (id: string) => letters.close(id, { state: 'dismissed' }),
    },
    replay: (letter: string, repair?: Readonly<Record<string, string>>) => replayLetter(store, clock, letter, repair),
    lineage: (customer: string) => lineageOf(store, customer),
    dictionary: () => dataDictionary(store),
    setOwner: (name: string, owner: string) => setDataOwner(store, name, owner),
  }
}
