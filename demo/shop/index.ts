// The demo business: an outdoor shop that sells in English and Chinese. Content is read from YAML, its history is drawn from a seed.
import { createHash } from 'node:crypto'
import type { SeedDataset } from '../../knowledge/seed/dataset.js'
import { makeHistory } from './generate/history.js'
import { parseArticles } from './load/articles.js'
import { parseWording } from './load/behaviour.js'
import { parseLanguage } from './load/language.js'
import { once } from './load/once.js'
import { parsePeople } from './load/people.js'
import { parseProducts } from './load/products.js'
import { readDataFile, readDataFolder } from './load/yaml-file.js'

const shop = {
  name: { en: 'Northlight', zh: '北光' },
  supportEmail: 'help@northlight.example',
  currency: 'USD',
}

/** Raised when the generator draws differently from the same files. */
const generatorVersion = 1

export const demoCounts = { customers: 500, orders: 3000, behaviour: 6000, reviews: 700 }

export interface DemoShopOptions {
  /** Dates count back from here; default: the present. */
  now?: Date
  /** The same seed and time give the same shop. */
  seed?: number
}

function contentVersion(): string {
  const hash = createHash('sha256').update(String(generatorVersion))
  for (const folder of ['articles', 'behaviour', 'nlu', 'people', 'products'])
    for (const { name, text } of readDataFolder(folder)) hash.update(`${name}\n${text}\n`)
  return hash.digest('hex').slice(0, 16)
}

/**
 * The shop as `seedRecord` takes it. Each part is read when it is first asked for, so that a start on a filled database costs nothing;
 * bad data throws `input-invalid` there, naming file and field.
 */
export function loadDemoShop({ now = new Date(), seed = 1 }: DemoShopOptions = {}): SeedDataset {
  const articles = once(() => parseArticles(readDataFolder('articles'), now))
  const language = once(() => parseLanguage(readDataFolder('nlu'), new Set(articles().map(({ slug }) => slug))))
  const history = once(() => {
    const catalogue = parseProducts(readDataFolder('products'))
    const people = parsePeople(
      {
        names: readDataFile('people/names.yaml'),
        lifestyles: readDataFile('people/lifestyles.yaml'),
        named: readDataFile('people/named-customers.yaml'),
      },
      new Set(catalogue.products.map(({ id }) => id)),
    )
    const wording = parseWording(
      { searches: readDataFile('behaviour/searches.yaml'), reviews: readDataFile('behaviour/reviews.yaml') },
      people.lifestyles,
    )
    return makeHistory({ catalogue, people, wording, seed, now, counts: demoCounts })
  })
  const version = once(contentVersion)
  return {
    shop,
    get version() {
      return version()
    },
    get customers() {
      return history().customers
    },
    get products() {
      return history().products
    },
    get orders() {
      return history().orders
    },
    get events() {
      return history().events
    },
    get reviews() {
      return history().reviews
    },
    get articles() {
      return articles()
    },
    get intents() {
      return language().intents
    },
    get outOfScope() {
      return language().outOfScope
    },
    get entities() {
      return language().entities
    },
  }
}
