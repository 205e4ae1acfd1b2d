// Formats that keep each language in a file of its own: which one a text goes into.

export type FileLanguage = 'en' | 'zh-cn'

const languageOf = (text: string): FileLanguage => (/\p{Script=Han}/u.test(text) ? 'zh-cn' : 'en')

/** Items by language, in their order; only languages that have any. */
export function languagesOf<T>(items: readonly T[], textOf: (item: T) => string): [FileLanguage, T[]][] {
  return (['en', 'zh-cn'] as const)
    .map((language): [FileLanguage, T[]] => [language, items.filter((item) => languageOf(textOf(item)) === language)])
    .filter(([, own]) => own.length > 0)
}
