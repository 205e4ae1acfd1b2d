// The two languages Kefu speaks.
export const locales = ['en', 'zh'] as const
export type Locale = (typeof locales)[number]

/** User-facing text: both languages or it does not compile. */
export type LocalizedText = Readonly<Record<Locale, string>>
