// How characters sound: toneless syllables, all readings of a character. The one import of pinyin-pro in this room.
import { pinyin } from 'pinyin-pro'

const known = new Map<string, readonly string[]>()
/** More different characters than any language model needs; beyond it nothing is remembered. */
const mostKnown = 30_000

/** Readings of one Han character without tones, `ü` as `v`: 行 → xing, hang, heng. Empty for anything else. */
export function soundsOf(character: string): readonly string[] {
  const before = known.get(character)
  if (before !== undefined) return before
  const readings = pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true, nonZh: 'removed' })
  const sounds = [...new Set(readings.map((sound) => sound.replace('ü', 'v')))]
  if (known.size < mostKnown) known.set(character, sounds)
  return sounds
}

/** How a word sounds in its own context: 银行 → yin, hang. */
export const soundsOfWord = (word: string): string[] =>
  pinyin(word, { toneType: 'none', type: 'array', v: true, nonZh: 'removed' })
