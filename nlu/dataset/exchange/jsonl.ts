// One JSON object a line: {"text", "intent", "entities"?: [{"entity", "start", "end", "role"?, "value"?}]}.
import { ExchangeBuilder } from './exchange-set.js'
import { badData, checked, withoutMark, type Format } from './format.js'
import { addRow, lostInRows, rowSchema, rowsOf } from './rows-table.js'

export const jsonl: Format = {
  name: 'jsonl',
  title: 'JSON lines',
  detect: (files) => files.some(({ path }) => /\.(?:jsonl|ndjson)$/i.test(path)),
  read(files) {
    const builder = new ExchangeBuilder()
    for (const file of files)
      withoutMark(file.text)
        .split('\n')
        .forEach((line, i) => {
          if (line.trim() === '') return
          const at = `line ${String(i + 1)}`
          let row: unknown
          try {
            row = JSON.parse(line)
          } catch {
            throw badData(file.path, at, 'is not JSON')
          }
          addRow(builder, checked(file, row, rowSchema, at), file.path, at)
        })
    return builder.build()
  },
  write: (set) => ({
    files: [
      {
        path: 'training.jsonl',
        text: rowsOf(set)
          .map(({ entities, ...row }) => `${JSON.stringify(entities.length === 0 ? row : { ...row, entities })}\n`)
          .join(''),
      },
    ],
    lost: lostInRows(set),
  }),
}
