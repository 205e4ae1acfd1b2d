// Answers from articles: what the article says, with its source. Weak evidence is no answer.
import type { Article } from '../domain/commerce.js'
import type { Locale } from '../domain/locale.js'
import type { Citation, Reply } from '../domain/message.js'
import { say, type Draft } from '../engine/draft.js'
import type { Turn } from '../engine/turn-input.js'
import type { FoundArticle } from '../ports.js'

/** Share of the question's informative words that the article must hold before it may answer. */
export const evidenceThreshold = 0.6

/** Longer articles are cut at a paragraph; the citation leads to the rest. */
const longest = 900

export const citationOf = (article: Article, locale: Locale): Citation => ({
  articleId: article.id,
  title: article.title[locale],
  version: article.version,
  url: `/help/${article.slug}`,
})

/** Markdown marks are for pages; a chat shows plain words. */
const plain = (markdown: string): string =>
  markdown
    .replace(/^#{1,6}\s+/gmu, '')
    .replace(/\*\*(.+?)\*\*/gu, '$1')
    .replace(/\[([^\]]+)\]\([^)]+\)/gu, '$1')
    .trim()

/** The whole article when it is short, else its opening and the passage that matched. */
export function answerText(article: Article, locale: Locale, passage?: string): string {
  const body = plain(article.body[locale])
  if (body.length <= longest) return body
  const paragraphs = body.split(/\n{2,}/u)
  const chosen = passage === undefined ? paragraphs : [paragraphs[0] ?? '', plain(passage)]
  const kept: string[] = []
  for (const paragraph of new Set(chosen)) {
    if (kept.length > 0 && [...kept, paragraph].join('\n\n').length > longest) break
    kept.push(paragraph)
  }
  return kept.join('\n\n')
}

function cite(
  draft: Draft,
  turn: Turn,
  article: Article,
  passage: string | undefined,
  intent: string | undefined,
): void {
  const citation = citationOf(article, turn.locale)
  const reply: Reply = { text: answerText(article, turn.locale, passage), citation }
  say(draft, reply)
  draft.citation = citation
  draft.read.add(`article:${article.slug}`)
  draft.outcome = 'answered'
  draft.events.push({
    type: 'article.cited',
    data: {
      article: article.id,
      slug: article.slug,
      version: article.version,
      ...(intent !== undefined && { intent }),
    },
  })
}

const strong = (found: FoundArticle | undefined): found is FoundArticle =>
  found !== undefined && found.coverage >= evidenceThreshold

/**
 * The article that admins named for the intent, else the best one found with enough evidence.
 * False when there is none: nothing was said then.
 */
export async function answerFromArticles(
  draft: Draft,
  turn: Turn,
  question: { intent?: string; query: string },
): Promise<boolean> {
  const { articles } = turn.deps
  const named = question.intent === undefined ? undefined : await articles.forIntent(question.intent)
  const found = await articles.search(question.query, turn.locale, 3)
  if (named) {
    cite(draft, turn, named, found.find(({ article }) => article.id === named.id)?.passage, question.intent)
    return true
  }
  const best = found[0]
  if (!strong(best)) return false
  cite(draft, turn, best.article, best.passage, question.intent)
  return true
}
