// A table with a header: text, intent, and (optional) entities as JSON. Commas, semicolons or tabs.
import { z } from 'zod'
import { readCsv, UnclosedQuote, writeCsv, type CsvRow } from './csv-rows.js'
import { ExchangeBuilder } from './exchange-set.js'
import { badData, checked, withoutMark, type DataFile, type Format } from './format.js'
import { addRow, entitySchema, lostInRows, rowSchema, rowsOf } from './rows-table.js'

const textNames = ['text', 'utterance', 'example', 'sentence', 'query', '文本', '例句']
const intentNames = ['intent', 'label', 'category', '意图']

export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  detect: (files) => files.some(({ path }) => /\.(?:csv|tsv)$/i.test(path)),
  read(files) {
    const builder = new ExchangeBuilder()
    for (const file of files) readFile(file, builder)
    return builder.build()
  },
  write: (set) => ({
    files: [
      {
        path: 'training.csv',
        text: writeCsv([
          ['text', 'intent', 'entities'],
          ...rowsOf(set).map(({ text, intent, entities }) => [
            text,
            intent,
            entities.length === 0 ? '' : JSON.stringify(entities),
          ]),
        ]),
      },
    ],
    lost: lostInRows(set),
  }),
}

function readFile(file: DataFile, builder: ExchangeBuilder): void {
  const [header, ...rows] = rowsIn(file)
  if (header === undefined) throw badData(file.path, 'line 1', 'there is no header')
  const names = header.fields.map((name) => name.trim().toLowerCase())
  const column = (known: readonly string[]): number => names.findIndex((name) => known.includes(name))
  const [text, intent, entities] = [column(textNames), column(intentNames), column(['entities'])]
  if (text < 0) throw badData(file.path, 'line 1', 'there is no column "text"')
  if (intent < 0) throw badData(file.path, 'line 1', 'there is no column "intent"')
  for (const { fields, line } of rows) {
    const at = `line ${String(line)}`
    const marks = entities < 0 ? '' : (fields[entities] ?? '').trim()
    const row = { text: fields[text] ?? '', intent: (fields[intent] ?? '').trim(), entities: marksIn(file, at, marks) }
    addRow(builder, checked(file, row, rowSchema, at), file.path, at)
  }
}

/** The rows of a table whose delimiter is found out. Rejects an unclosed quote. */
export function rowsIn(file: DataFile): CsvRow[] {
  const text = withoutMark(file.text)
  const [firstLine = ''] = text.split('\n', 1)
  const count = (mark: string): number => firstLine.split(mark).length
  const delimiter = [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
  try {
    return readCsv(text, delimiter)
  } catch (error) {
    if (error instanceof UnclosedQuote) throw badData(file.path, `line ${String(error.line)}`, error.message)
    throw error
  }
}

function marksIn(file: DataFile, at: string, marks: string): z.infer<typeof entitySchema>[] {
  if (marks === '') return []
  let given: unknown
  try {
    given = JSON.parse(marks)
  } catch {
    throw badData(file.path, `${at}, entities`, 'is not JSON')
  }
  return checked(file, given, z.array(entitySchema), `${at}, entities`)
}
