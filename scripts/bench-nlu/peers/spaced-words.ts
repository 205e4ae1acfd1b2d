// Chinese text with spaces between its words, for peers that know words only by spaces.
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const han = /\p{Script=Han}/u

/** English text stays as it is. */
export const spacedWords = (text: string): string =>
  han.test(text) ? Array.from(segmenter.segment(text), ({ segment }) => segment).join(' ') : text
