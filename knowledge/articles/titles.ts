// Titles of all articles, for choosing one.
import type { LocalizedText } from '../../bot/domain/locale.js'
import type { Store } from '../store/connection.js'

export function articleTitles(store: Store) {
  const { articles } = store.models
  return {
    async list(): Promise<readonly { id: string; title: LocalizedText }[]> {
      const found = await articles
        .find({}, { title: 1 })
        .sort({ _id: 1 })
        .lean<{ _id: string; title: LocalizedText }[]>()
      return found.map(({ _id, title }) => ({ id: _id, title }))
    },
  }
}
