// The app's two languages. A key that is missing in one of them does not compile, and the build compares both lists again. A browser
// loads the language that is read, the other one when it is chosen.
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { MessageKey } from './en.js'

export type { MessageKey } from './en.js'
export type Language = 'en' | 'zh'
type Texts = Readonly<Record<MessageKey, string>>

let known: Texts | undefined

async function load(language: Language): Promise<Texts> {
  const texts = language === 'en' ? (await import('./en.js')).en : (await import('./zh.js')).zh
  known = texts
  return texts
}

/** For keys made from what the server says. Both languages have the same keys. */
export const isMessageKey = (key: string): key is MessageKey => known !== undefined && key in known

export type Values = Readonly<Record<string, string | number>>

/** `{name}` is replaced; with `n: 1` a form of the key that ends in `.one` is preferred where there is one. */
export function translate(texts: Texts, key: MessageKey, values: Values = {}): string {
  const list = texts as Readonly<Record<string, string>>
  const text = (values['n'] === 1 ? list[`${key}.one`] : undefined) ?? list[key] ?? key
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export interface Translation {
  language: Language
  /** Takes effect once its texts are there. */
  setLanguage(language: Language): void
  t(key: MessageKey, values?: Values): string
}

const stored = 'kefu-admin-language'

function firstLanguage(): Language {
  try {
    const kept = localStorage.getItem(stored)
    if (kept === 'en' || kept === 'zh') return kept
  } catch {
    // Storage may be blocked; the browser's language decides then.
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

function remember(language: Language): void {
  try {
    localStorage.setItem(stored, language)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

const TranslationContext = createContext<Translation | undefined>(undefined)

interface Shown {
  language: Language
  texts: Texts
}

/** To await before the first render: there is nothing to show without texts. */
export async function firstTexts(): Promise<Shown> {
  const language = firstLanguage()
  return { language, texts: await load(language) }
}

export function TranslationProvider({ first, children }: { first: Shown; children: ReactNode }) {
  const [shown, show] = useState(first)
  const { language, texts } = shown
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [language])
  const setLanguage = useCallback((next: Language) => {
    remember(next)
    // Where the texts cannot be fetched, the page stays in its language; the next visit tries again.
    load(next).then(
      (loaded) => show({ language: next, texts: loaded }),
      () => undefined,
    )
  }, [])
  const value = useMemo<Translation>(
    () => ({
      language,
      setLanguage,
      t: (key, values) => translate(texts, key, values),
    }),
    [language, texts, setLanguage],
  )
  return <TranslationContext value={value}>{children}</TranslationContext>
}

export function useTranslation(): Translation {
  const value = use(TranslationContext)
  if (value === undefined) throw new Error('useTranslation needs a TranslationProvider')
  return value
}
