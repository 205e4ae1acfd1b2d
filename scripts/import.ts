// `npm run import -- …`: files of customers into the shared record. Each command stands in `import/`.
import { batches, deadLetters, dictionary, lineage, replay, run, undo } from './import/batches.js'
import { check } from './import/check.js'
import { fileOptions } from './import/file.js'
import { addSource, pull, removeSource, sources } from './import/sources.js'
import { runCommand, type Subcommand } from './lib/command.js'

const usage = `npm run import -- check --file FILE [--mapping RULES.json] [--country CN] [--day-first] [--rejected OUT.ndjson] [--show 20] [--file-only]
    What an import would do, row by row; writes nothing. Without --mapping the rules are suggested from names and content, and printed.
    --rejected gets every row that would not be imported; --file-only does not ask the record which rows are new.
npm run import -- run --file FILE [--key KEY] [--source NAME] [--mapping …] [--country …] [--day-first] [--by WHO]
    Imports. The same key again is the same import; without --key the file's content and its rules are the key. Killed: run it again.
npm run import -- undo --batch BATCH [--by WHO]         takes an import back; later edits stay and are listed
npm run import -- batches [--batch BATCH] [--limit 20]  what was imported
npm run import -- dead-letters --batch BATCH [--state open] [--kind invalid] [--limit 100] [--out FILE.ndjson]
npm run import -- replay --letter LETTER [--set '{"column": "cell"}']   or   replay --batch BATCH [--fixes FIXES.json]
npm run import -- lineage --customer NUMBER             where each value came from
npm run import -- dictionary [--target FIELD --owner WHO]  what the record holds
npm run import -- source-add --name NAME --definition SOURCE.json [--every MINUTES] [--mapping …]   a REST service or a database
npm run import -- source-add --name NAME --kind segment|webhook [--trust server|browser]            one that sends; prints its key once
npm run import -- sources   ·   pull --name NAME   ·   source-remove --name NAME
    Every command takes --json.`

const text = { type: 'string' as const }
const commands = new Map<string, Subcommand>([
  ['check', { options: { ...fileOptions, rejected: text, show: text, 'file-only': { type: 'boolean' } }, run: check }],
  ['run', { options: { ...fileOptions, key: text, source: text, by: text }, run }],
  ['undo', { options: { batch: text, by: text }, run: undo }],
  ['batches', { options: { batch: text, limit: text }, run: batches }],
  ['dead-letters', { options: { batch: text, state: text, kind: text, limit: text, out: text }, run: deadLetters }],
  ['replay', { options: { letter: text, set: text, batch: text, fixes: text }, run: replay }],
  ['lineage', { options: { customer: text }, run: lineage }],
  ['sources', { options: {}, run: sources }],
  [
    'source-add',
    {
      options: {
        ...{ name: text, definition: text, every: text, kind: text, trust: text, mapping: text, country: text },
        'day-first': { type: 'boolean' },
      },
      run: addSource,
    },
  ],
  ['source-remove', { options: { name: text }, run: removeSource }],
  ['pull', { options: { name: text }, run: pull }],
  ['dictionary', { options: { target: text, owner: text }, run: dictionary }],
])

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> => runCommand(args, usage, commands)
