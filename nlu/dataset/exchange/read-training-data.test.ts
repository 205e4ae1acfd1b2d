// What is said about files before they become training data.
import { describe, expect, it } from 'vitest'
import { readTrainingDataInWorker, writeDatasetInWorker } from './exchange-in-worker.js'
import { readTrainingData } from './read-training-data.js'

const jsonl = [
  '{"text": "where is it", "intent": "OrderStatus"}',
  'not json',
  '',
  '{"text": "  ", "intent": "x"}',
  '{"text": "track it", "intent": "OrderStatus", "entities": [{"entity": "what", "start": 6, "end": 99}]}',
  '{"text": "tell me a joke", "intent": "oos"}',
].join('\n')

describe('reading training data', () => {
  it('leaves out rows that cannot be used and names each with its reason', () => {
    const { format, set, renamed, bad } = readTrainingData([{ path: 'a.jsonl', text: jsonl }])
    expect(format).toBe('jsonl')
    expect(set.intents).toEqual([{ name: 'order-status', description: [], utterances: ['where is it'] }])
    expect(set.outOfScope).toEqual(['tell me a joke'])
    expect(renamed).toEqual([{ from: 'OrderStatus', to: 'order-status' }])
    expect(bad).toEqual([
      { file: 'a.jsonl', at: 'line 2', reason: 'is not JSON' },
      { file: 'a.jsonl', at: 'line 4', reason: 'the text is empty' },
      { file: 'a.jsonl', at: 'line 5', reason: expect.stringContaining('6-99') as string },
    ])
  })

  it('does the same for tables, where a row may span lines', () => {
    const text = 'text;intent\n"two\nlines";a\n;b\nthree;c\n'
    const { format, set, bad } = readTrainingData([{ path: 'a.csv', text }])
    expect([format, set.intents.map(({ name }) => name)]).toEqual(['csv', ['a', 'c']])
    expect(bad).toEqual([
      { file: 'a.csv', at: expect.stringMatching(/^line 4/) as string, reason: expect.any(String) as string },
    ])
  })

  it('refuses a table without the columns it needs, and files of no format', () => {
    const refusal = (path: string, text: string) => () => readTrainingData([{ path, text }])
    expect(refusal('a.csv', 'one;two\n1;2\n')).toThrow(/no column "text"/)
    expect(refusal('a.bin', 'x')).toThrow(expect.objectContaining({ code: 'training-data-invalid' }))
    expect(refusal('a.jsonl', 'x')).toThrow(expect.objectContaining({ code: 'training-data-invalid' }))
  })

  it('refuses patterns that could take forever, and keeps the rest', () => {
    const text = JSON.stringify({
      luis_schema_version: '7.0.0',
      ...{ versionId: '1', name: 'a', culture: 'en-us', entities: [], closedLists: [], intents: [{ name: 'a' }] },
      regex_entities: [
        { name: 'Good', regexPattern: 'P-[0-9]+' },
        { name: 'Bad', regexPattern: '(a+)+b' },
      ],
      utterances: [{ text: 'one', intent: 'a', entities: [] }],
    })
    const { set, refused } = readTrainingData([{ path: 'a.json', text }])
    expect(set.entities.map(({ name }) => name)).toEqual(['good'])
    expect(refused).toEqual([{ name: 'bad', reason: expect.any(String) as string }])
  })

  it('says the same from a worker, and writes there too', async () => {
    const files = [{ path: 'a.jsonl', text: jsonl }]
    expect(await readTrainingDataInWorker(files)).toEqual(readTrainingData(files))
    await expect(readTrainingDataInWorker(files, 'nothing')).rejects.toMatchObject({ code: 'input-invalid' })
    const set = {
      intents: [{ name: 'a', examples: [{ text: 'x', entities: [] }] }],
      outOfScope: [],
      lists: [],
      patterns: [],
    }
    expect((await writeDatasetInWorker(set, 'csv')).files).toEqual([
      { path: 'training.csv', text: 'text,intent,entities\r\nx,a,""\r\n' },
    ])
  })
})
