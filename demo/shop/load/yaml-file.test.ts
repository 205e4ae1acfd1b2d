import { describe, expect, it } from 'vitest'
import { toError } from '../../../platform/errors.js'
import { parseArticles } from './articles.js'
import { parseLanguage } from './language.js'
import { parsePeople } from './people.js'
import { parseProducts } from './products.js'
import { readDataFile, type DataFile } from './yaml-file.js'

const file = (name: string, text: string): DataFile => ({ name, text })

/** What was refused: the error's file and field. */
function refusal(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return { ...(error as { details: object }).details, message: toError(error).message }
  }
  return 'nothing was refused'
}

const article = (changes = '') => `
- slug: a
  title: { en: A, zh: 甲 }
  tags: [x]
  updatedDaysAgo: 1
  body: { en: Text., zh: 正文。 }
${changes}`

const product = (changes = '') => `
- id: p
  title: { en: P, zh: 品 }
  description: { en: D, zh: 述 }
  price: 100
  stock: 1
  tags: [hiking]
  attributes: {}
${changes}`

const intent = (name: string) => `
name: ${name}
description: { en: A, zh: 甲 }
kind: article
article: nowhere
utterances: { en: [a], zh: [甲] }
`

describe('bad demo data is refused with its file and field', () => {
  it('when it is right, nothing is refused', () => {
    expect(parseArticles([file('articles/a.yaml', article())], new Date(0))).toHaveLength(1)
    expect(parseProducts([file('products/tents.yaml', product())]).products).toHaveLength(1)
  })

  it('when a translation is missing', () => {
    const broken = file('articles/a.yaml', article().replace(', zh: 甲', ''))
    expect(refusal(() => parseArticles([broken], new Date(0)))).toMatchObject({
      file: 'articles/a.yaml',
      field: '[0].title.zh',
      message: expect.stringContaining('articles/a.yaml, [0].title.zh: ') as string,
    })
  })

  it('when the same thing is there twice', () => {
    const files = ['articles/a.yaml', 'articles/b.yaml'].map((name) => file(name, article()))
    expect(refusal(() => parseArticles(files, new Date(0)))).toMatchObject({
      file: 'articles/b.yaml',
      field: '[0].slug',
    })
  })

  it('when it is not YAML', () => {
    expect(refusal(() => parseProducts([file('products/tents.yaml', '- id: [')]))).toMatchObject({
      file: 'products/tents.yaml',
      reason: expect.stringContaining('is not YAML') as string,
    })
  })

  it('when a field is unknown or of the wrong kind', () => {
    const priced = file('products/tents.yaml', product().replace('100', 'ten'))
    expect(refusal(() => parseProducts([priced]))).toMatchObject({ file: 'products/tents.yaml', field: '[0].price' })
    const misspelt = file('products/tents.yaml', product('  colour: red'))
    expect(refusal(() => parseProducts([misspelt]))).toMatchObject({
      field: '[0]',
      reason: expect.stringContaining('colour') as string,
    })
  })

  it('when a product goes with one that there is not, or belongs to no category', () => {
    const lonely = file('products/tents.yaml', product('  goesWith: [q]'))
    expect(refusal(() => parseProducts([lonely]))).toMatchObject({ field: '[0].goesWith[0]' })
    expect(refusal(() => parseProducts([file('products/boats.yaml', product())]))).toMatchObject({
      file: 'products/boats.yaml',
    })
  })

  it('when an intent names no article or is not called like its file', () => {
    const others = [file('nlu/out-of-scope.yaml', '{ en: [a], zh: [甲] }'), file('nlu/entities.yaml', '[]')]
    const read = (name: string) => () =>
      parseLanguage([file(`nlu/${name}.yaml`, intent('hours')), ...others], new Set())
    expect(refusal(read('hours'))).toMatchObject({ file: 'nlu/hours.yaml', field: 'article' })
    expect(refusal(read('times'))).toMatchObject({ file: 'nlu/times.yaml', field: 'name' })
    expect(refusal(() => parseLanguage([], new Set()))).toMatchObject({ reason: 'is missing' })
  })

  it('when a named customer looks at what is not sold', () => {
    const files = {
      names: readDataFile('people/names.yaml'),
      lifestyles: readDataFile('people/lifestyles.yaml'),
      named: readDataFile('people/named-customers.yaml'),
    }
    expect(refusal(() => parsePeople(files, new Set()))).toMatchObject({
      file: 'people/named-customers.yaml',
      field: '[0]',
    })
  })

  it('when a file is not there', () => {
    expect(refusal(() => readDataFile('people/nobody.yaml'))).toMatchObject({ file: 'people/nobody.yaml' })
  })
})
