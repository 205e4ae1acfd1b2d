import { describe, expect, it } from 'vitest'
import { writeZip } from '../../lib/zip.js'
import { readChosen, withoutCommonFolder } from './training-files.js'

const paths = (...names: string[]) => names.map((path) => ({ path, text: '' }))
const seen = (...names: string[]) => withoutCommonFolder(paths(...names)).map(({ path }) => path)

/** As a file field hands it over; `folder` where a folder was chosen. */
const chosen = (name: string, content: BlobPart, folder = '') =>
  Object.defineProperty(new File([content], name), 'webkitRelativePath', { value: folder === '' ? '' : folder + name })

describe('the folder around all files', () => {
  it('is taken off, however deep, and only when it is around all', () => {
    expect(seen('bot/intents/a.json', 'bot/entities/b.json')).toEqual(['intents/a.json', 'entities/b.json'])
    expect(seen('x/bot/intents/a.json', 'x/bot/b.json')).toEqual(['intents/a.json', 'b.json'])
    expect(seen('intents/a.json', 'agent.json')).toEqual(['intents/a.json', 'agent.json'])
    expect(seen('data/nlu.yml')).toEqual(['nlu.yml'])
    expect(seen()).toEqual([])
  })
})

describe('chosen files', () => {
  it('are read from archives and folders too, without what is no training data', async () => {
    const zip = writeZip([
      { path: 'agent/agent.json', text: '{}' },
      { path: 'agent/logo.png', text: 'x' },
      { path: '__MACOSX/agent/._agent.json', text: 'x' },
      { path: 'agent/intents/hi.json', text: '[]' },
    ])
    expect(await readChosen([chosen('agent.zip', zip)])).toEqual([
      { path: 'agent.json', text: '{}' },
      { path: 'intents/hi.json', text: '[]' },
    ])
    expect(await readChosen([chosen('nlu.yml', 'a', 'bot/data/'), chosen('logo.png', 'b', 'bot/')])).toEqual([
      { path: 'nlu.yml', text: 'a' },
    ])
  })
})
