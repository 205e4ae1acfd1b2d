// Slips of a Chinese keyboard: 退宽 for 退款, 订但 for 订单. Two characters that training never saw beside each other are read as the taught
// word that sounds the same, or looks nearly so. Places stay what they are.
import type { Lexicon } from './lexicon.js'
import { soundsOf } from './pinyin-of.js'
import { segmentChinese } from './segment-chinese.js'

/** Characters taken for each other by their look. */
const lookAlikes =
  '已己巳 未末 土士 人入 曰日 干千 免兔 拆折 侯候 货贷 戳截 栽裁载 薄簿 辨辩辫 晴睛清请情 账帐 卷券 拨拔 代伐 往住 提堤 快块 退追 修休 换唤 查杳 单草 扯址 该改 曲取 怀坏 搓挫错'
const looks = new Map<string, string>()
for (const group of lookAlikes.split(' ')) for (const one of group) looks.set(one, group)

/** Rarer words are as likely chance as meant. */
const mostTrusted = 1200

/** Grammar, not matter: nobody mistypes these, and they stand beside everything. */
const particles = new Set('的了吗呢吧啊呀我你他她它是在有就都也和与或个这那很不没一二三四五六七八九十')

/** Text of the same length, with what was misspelt put right. Linear. */
export function readMisspelt(folded: string, lexicon: Lexicon): string {
  if (lexicon.size === 0) return folded
  let text = folded
  for (const { index, 0: run } of folded.matchAll(/\p{Script=Han}{2,}/gu)) {
    const loose = looseCharacters(run)
    for (let i = 0; i + 1 < run.length; i++) {
      const pair = run.slice(i, i + 2)
      if (lexicon.rank(pair) !== undefined) i++
      else if (loose[i] === 1 && loose[i + 1] === 1) {
        const meant = meantBy(pair, lexicon)
        // What rather belongs to the next word is a seam between words, not a slip.
        const next = lexicon.rank(run.slice(i + 1, i + 3)) ?? Infinity
        if (meant === undefined || next <= (lexicon.rank(meant) ?? 0)) continue
        text = text.slice(0, index + i) + meant + text.slice(index + i + 2)
        i++
      }
    }
  }
  return text
}

/** 1 where the dictionary finds no longer word: a misspelt word falls into single characters. */
function looseCharacters(run: string): Uint8Array {
  const loose = new Uint8Array(run.length)
  let at = 0
  for (const length of segmentChinese(run)) {
    if (length === 1 && !particles.has(run.charAt(at))) loose[at] = 1
    at += length
  }
  return loose
}

function meantBy(pair: string, lexicon: Lexicon): string | undefined {
  const [a = '', b = ''] = pair
  const words = [
    ...soundsOf(a).flatMap((first) => soundsOf(b).flatMap((second) => lexicon.spelt(first + second))),
    ...[...(looks.get(a) ?? '')].map((other) => other + b),
    ...[...(looks.get(b) ?? '')].map((other) => a + other),
  ]
  let best: string | undefined
  let bestRank = mostTrusted
  for (const word of words) {
    const rank = word.length === 2 ? lexicon.rank(word) : undefined
    if (rank !== undefined && rank < bestRank) [best, bestRank] = [word, rank]
  }
  return best
}
