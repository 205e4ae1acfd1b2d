// Articles over mongoose with an in-memory index: search in both languages, and the article that answers an intent.
import type { Article } from '../../bot/domain/commerce.js'
import type { Locale } from '../../bot/domain/locale.js'
import { buildTextIndex, type TextDocument, type TextIndex } from '../search/text-index.js'
import type { Store } from '../store/connection.js'
import { articleSchema, type StoredArticle } from '../store/models/article-model.js'
import { fromStored, toStored } from '../store/record-schema.js'
import { bumpRevision, derivedFrom } from '../store/revisions.js'
import { bestPassage, passagesOf, type Passage } from './passage.js'

export interface FoundArticle {
  article: Article
  score: number
  coverage: number
  passage: string
}

const boosts = { title: 3, tags: 2, intents: 1.5, body: 1 }

const read = (document: StoredArticle): Article => fromStored('articles', articleSchema, document)

function textOf({ id, title, body, tags, intents }: Article): TextDocument {
  const names = intents.map((intent) => intent.replaceAll('-', ' '))
  return {
    id,
    fields: {
      title: `${title.en}\n${title.zh}`,
      tags: tags.join('\n'),
      intents: names.join('\n'),
      body: `${body.en}\n${body.zh}`,
    },
  }
}

interface Library {
  byId: Map<string, Article>
  index: TextIndex
  /** By language and article, of those that were found. */
  passages: Map<string, readonly Passage[]>
}

export function articles(store: Store) {
  const { articles: documents } = store.models
  const library = derivedFrom(store, 'articles', async (): Promise<Library> => {
    const all = (await documents.find().sort({ _id: 1 }).lean<StoredArticle[]>()).map(read)
    return {
      byId: new Map(all.map((article) => [article.id, article])),
      index: buildTextIndex(all.map(textOf), boosts),
      passages: new Map(),
    }
  })

  return {
    /** Best first. A query without informative words finds nothing. */
    async search(query: string, locale: Locale, limit: number): Promise<readonly FoundArticle[]> {
      const { byId, index, passages } = await library()
      const passagesIn = (article: Article): readonly Passage[] => {
        const key = `${locale} ${article.id}`
        const known = passages.get(key) ?? passagesOf(article.body[locale])
        passages.set(key, known)
        return known
      }
      return index.search(query, limit).flatMap(({ id, score, coverage, terms }) => {
        const article = byId.get(id)
        if (!article) return []
        return [{ article, score, coverage, passage: bestPassage(passagesIn(article), terms, index.idf) }]
      })
    },

    /** The one with the smallest id when several name the intent. */
    async forIntent(intent: string): Promise<Article | undefined> {
      const { byId } = await library()
      return [...byId.values()].find((article) => article.intents.includes(intent))
    },

    async get(id: string): Promise<Article | undefined> {
      return (await library()).byId.get(id)
    },

    async bySlug(slug: string): Promise<Article | undefined> {
      const { byId } = await library()
      return [...byId.values()].find((article) => article.slug === slug)
    },

    async all(): Promise<readonly Article[]> {
      return [...(await library()).byId.values()]
    },

    /** Stores a new or changed article; searches that begin afterwards find it. */
    async put(article: Article): Promise<void> {
      const { _id, ...fields } = toStored(article)
      await documents.replaceOne({ _id }, { _id, ...fields }, { upsert: true })
      await bumpRevision(store, 'articles')
    },

    async remove(id: string): Promise<boolean> {
      const removed = await documents.deleteOne({ _id: id })
      await bumpRevision(store, 'articles')
      return removed.deletedCount === 1
    },
  }
}
