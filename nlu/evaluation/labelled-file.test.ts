// Files of labelled sentences: what is read, and how wrong lines are named.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseLabelled, readLabelledFile } from './labelled-file.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-rows-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a file of labelled sentences', () => {
  it('is read in order, in any language, with a byte order mark, Windows line ends and empty lines', async () => {
    const file = join(folder, 'rows.jsonl')
    await writeFile(
      file,
      '\ufeff{"text":"hi","intent":"greet_me","more":1}\r\n\r\n{"text":"到 B","intent":"订票/火车","entities":[{"entity":"to","start":2,"end":3}]}\n',
    )
    expect(await readLabelledFile(file)).toEqual([
      { text: 'hi', intent: 'greet_me' },
      { text: '到 B', intent: '订票/火车', entities: [{ entity: 'to', start: 2, end: 3 }] },
    ])
  })

  it('names file, line, field and reason of every wrong line', () => {
    const lines = [
      '{"text":"fine","intent":"a"}',
      '{"text":"","intent":"a"}',
      '{"intent":"a"}',
      'not json',
      '{"text":"short","intent":"a","entities":[{"entity":"x","start":2,"end":9}]}',
      '{"text":"short","intent":"a","entities":[{"entity":"x","start":2,"end":2}]}',
      '["text"]',
    ]
    expect(() => parseLabelled(lines.join('\n'), 'rows.jsonl')).toThrow(/6 line/)
    for (const reason of [
      'rows.jsonl, line 2: field "text": is empty',
      'rows.jsonl, line 3: field "text": ',
      'rows.jsonl, line 4: is not JSON',
      'rows.jsonl, line 5: field "entities.0.end": is 9, the text ends at 5',
      'rows.jsonl, line 6: field "entities.0.end": must be after start',
      'rows.jsonl, line 7: the line: ',
    ])
      expect(() => parseLabelled(lines.join('\n'), 'rows.jsonl')).toThrow(reason)
  })

  it('is refused when it is empty or absent', async () => {
    expect(() => parseLabelled('\n\n', 'rows.jsonl')).toThrow('rows.jsonl holds no rows.')
    await expect(readLabelledFile(join(folder, 'none.jsonl'))).rejects.toMatchObject({
      code: 'input-invalid',
      details: { reason: 'there is no such file' },
    })
  })
})
