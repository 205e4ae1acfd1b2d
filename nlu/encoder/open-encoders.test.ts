// Our own encoders, as they come with the repository.
import { mkdtempSync, rmSync, writeFileSync, cpSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { encoderContract } from './encoder.contract.js'
import type { Encoders, SentenceEncoder } from './encoder.js'
import { chooseEncoders, findEncoders, modelsFolder, ownModelsFolder } from './find-encoders.js'
import { openEncoders } from './open-encoders.js'

let opened: Encoders
beforeAll(async () => {
  opened = await openEncoders([])
})

const encoder = (language: 'en' | 'zh') => (): SentenceEncoder => {
  const found = opened[language]
  if (found === undefined) throw new Error(`no ${language} encoder`)
  return found
}

describe('kefu-mini-en', () =>
  encoderContract(encoder('en'), {
    texts: ['where is my parcel', 'has my package been shipped yet', 'i forgot my password'],
  }))
describe('kefu-mini-zh', () =>
  encoderContract(encoder('zh'), { texts: ['我的快递到哪了', '包裹什么时候送到', '我忘记密码了'] }))

describe('opening encoders', () => {
  it('runs off this thread', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await encoder('en')().encode(Array.from({ length: 200 }, (_, i) => `sentence number ${i} of a long list`))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('gives the same encoders again in one process', async () => {
    const again = await openEncoders([], 'kefu-mini-zh')
    expect(again.zh?.stamp).toEqual(encoder('zh')().stamp)
    expect(await again.zh?.encode(['订单'])).toEqual(await encoder('zh')().encode(['订单']))
  })

  it('takes the best one present of each language', () => {
    const present = findEncoders([ownModelsFolder()])
    const [own] = present
    if (own === undefined) throw new Error('no encoder of our own')
    const better = { ...own, name: 'bge-small-en-v1.5', quality: 3, hub: 'x', folder: '/x' }
    expect(chooseEncoders([...present, better], 'best')['en']?.name).toBe('bge-small-en-v1.5')
    expect(chooseEncoders([...present, better], 'small')['en']?.name).toBe('kefu-mini-en')
    expect(chooseEncoders([...present, better], 'bge-small-en-v1.5')).toMatchObject({
      en: { name: 'bge-small-en-v1.5' },
      zh: { name: 'kefu-mini-zh' },
    })
    expect(() => chooseEncoders(present, 'none-such')).toThrowError(
      expect.objectContaining({ code: 'encoder-missing' }),
    )
  })

  it('says that an encoder with damaged files does not run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-models-'))
    cpSync(join(ownModelsFolder(), 'kefu-mini-en'), join(folder, 'kefu-mini-en'), { recursive: true })
    writeFileSync(join(folder, 'kefu-mini-en', 'onnx', 'model_quantized.onnx'), 'nothing')
    await expect(openEncoders([folder])).rejects.toMatchObject({ code: 'encoder-failed' })
    rmSync(folder, { recursive: true })
  })
})

describe('MODELS_DIR', () => {
  it('must be a folder when it is given, and may be absent', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-models-'))
    expect(modelsFolder(folder, 'elsewhere')).toBe(folder)
    expect(modelsFolder(undefined, 'elsewhere')).toBe('elsewhere')
    const missing = join(folder, 'misspelt')
    expect(() => modelsFolder(missing, 'elsewhere')).toThrow(`MODELS_DIR: ${missing} is not a folder`)
    rmSync(folder, { recursive: true })
  })
})
