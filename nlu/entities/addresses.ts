// Postal addresses in both languages: Chinese ones by units that follow one another, English ones by number, street and what follows.
import { rank, type Found } from './found.js'
import { americanStateCodes, americanStates, chineseCities, chineseProvinces } from './world-places.js'

const any = (words: readonly string[]): string => [...words].sort((a, b) => b.length - a.length).join('|')

/** What Chinese addresses are made of, from the large to the small; a number alone must stand before the smallest. */
const unit =
  /省|自治区|特别行政区|街道|开发区|小区|花园|公寓|大厦|广场|家园|大道|大街|胡同|宿舍|单元|号楼|[市区县旗镇乡村路街巷弄苑栋幢座]|(?<=[a-z\d一二三四五六七八九十])(?:号院|[号楼层室户])/g
/** At least one of them: 上海市浦东新区 alone is a place, not an address. */
const house = /街|路|巷|弄|胡同|小区|花园|公寓|大厦|家园|苑|村|大道|\d号|[a-z\d]栋|[a-z\d]幢|单元|\d室/
const fewestUnits = 2
/** Between two units stands a name of at most so many characters. */
const longestName = 8
const lead = /^.*(?:地址|送到|寄到|寄往|发到|改到|改成|改为|换成|换到|搬到|搬去|住在|[是在到])/
const largePlace = new RegExp(`^.*?(?=${any([...chineseProvinces, ...chineseCities])})`)

const street =
  'street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|way|close|crescent|parkway|pkwy|highway|hwy'
const states = any([...americanStates, ...americanStateCodes].map((state) => state.toLowerCase()))
const postcode = '\\d{5}(?:-\\d{4})?|[a-z]{1,2}\\d[a-z\\d]?\\s?\\d[a-z]{2}'
const english = new RegExp(
  `\\b\\d{1,5}[a-z]?(?:-\\d{1,4})?\\s(?:(?:n|s|e|w|north|south|east|west)\\.?\\s)?(?:[\\p{L}\\d'’.-]+\\s){1,4}?(?:${street})\\b\\.?` +
    `(?:,?\\s(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|#)\\.?\\s?#?[\\p{L}\\d-]+)?` +
    `(?:,\\s?\\p{L}[\\p{L}.'’ -]{1,30}?(?=,|\\s(?:${states})\\b|\\s(?:${postcode})\\b|$|[.!?]))?(?:,?\\s(?:${states})\\b)?(?:,?\\s(?:${postcode})\\b)?`,
  'gu',
)
/** "12 days on the road": what stands between number and street word must not be of these. */
const notInStreet =
  /\b(?:days?|weeks?|months?|years?|hours?|minutes?|items?|orders?|pairs?|pieces?|boxes|dollars?|i|you|is|are|was|the|on|in|my|your|for|by)\b/

const confidence = 0.8
/** Addresses stand in one line; further text is looked through in pieces of this length. */
const longest = 400

/** Finds in folded text; reads its first 400 characters. */
export function findAddresses(folded: string): Found[] {
  const text = folded.slice(0, longest)
  const found: Found[] = []
  const add = (from: number, written: string): void => {
    found.push({
      ...{ name: 'address', from, to: from + written.length, value: written },
      ...{ confidence, source: 'rules', rank: rank.address },
    })
  }
  for (const { index, 0: run } of text.matchAll(/[\p{Script=Han}a-z\d-]{6,}/gu))
    for (const { from, to } of chainsOf(run)) add(index + from, run.slice(from, to))
  if (/\d/.test(text) && /[a-z]/.test(text))
    for (const { index, 0: written } of text.matchAll(english))
      if (!notInStreet.test(written.replace(/,.*/, ''))) add(index, written)
  return found
}

/** Stretches of a run in which unit follows unit. Linear. */
function chainsOf(run: string): { from: number; to: number }[] {
  const chains: { first: number; from: number; to: number; units: number }[] = []
  for (const { index, 0: written } of run.matchAll(unit)) {
    const open = chains.at(-1)
    if (open !== undefined && index - open.to <= longestName) {
      open.to = index + written.length
      open.units++
    } else chains.push({ first: index, from: open?.to ?? 0, to: index + written.length, units: 1 })
  }
  return chains.flatMap(({ first, from: earliest, to, units }) => {
    const before = run.slice(earliest, first)
    const said = lead.exec(before)?.[0].length ?? largePlace.exec(run.slice(earliest, to))?.[0].length
    const from = earliest + (said ?? Math.max(0, before.length - longestName))
    const end = to + (/^\d{2,4}(?!\d)/.exec(run.slice(to))?.[0].length ?? 0)
    return units >= fewestUnits && house.test(run.slice(from, to)) ? [{ from, to: end }] : []
  })
}
