// Traditional characters read as simplified ones, one by one, so that places in the text stay what they are. From OpenCC's table; the few
// words that take more than one character to decide (乾坤) do not matter for matching.
import table from 'opencc-js/dict/TSCharacters'

const simplified = new Uint16Array(0x10000)
const ofSimplified = new Uint8Array(0x10000)
/** Simplified texts have these too, so they give nothing away; in customers' messages they nearly always stand for the simplified one. */
const ambiguous = new Map([
  ['著', '着'],
  ['瞭', '了'],
  ['乾', '干'],
  ['徵', '征'],
])
for (const [from = '', to = ''] of [...table.split('|').map((entry) => entry.split(' ')), ...ambiguous]) {
  if (from.length !== 1 || to.length !== 1 || from === to) continue
  simplified[from.charCodeAt(0)] = to.charCodeAt(0)
  ofSimplified[to.charCodeAt(0)] = 1
}

/** Simplified forms that traditional texts have too, as other words: 后, 里, 只. */
const inBoth = new Set(
  '后里只干面台斗谷余几制系松板表冬范丰折征致钟周朱准咸向须叶于郁云曲舍升胜术涂万卜出党淀冲丑才布别并采彩虫了着',
)

/** The unit's simplified form, or the unit itself. */
export const simplifyUnit = (unit: number): number => (simplified[unit] as number) || unit

/** Written so in traditional texts only. */
export const isTraditionalOnly = (unit: number): boolean =>
  simplified[unit] !== 0 && !ambiguous.has(String.fromCharCode(unit))

/** Written so in simplified texts only. */
export const isSimplifiedOnly = (unit: number): boolean =>
  ofSimplified[unit] === 1 && simplified[unit] === 0 && !inBoth.has(String.fromCharCode(unit))
