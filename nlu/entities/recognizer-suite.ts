// Loads @microsoft/recognizers-text-suite with four slow steps taken out. Before each of its hundreds of expressions it splits the text into words
// and takes the accents off their ends, half of all its time; text that cannot have any is handed on as it is, which gives the same. For each text
// it makes a recogniser, registering the models of a dozen languages, though the models themselves are kept: now it is kept, too. And for each
// text it compiles dozens of the same expressions anew, half of what is left: they are kept. Its matching never goes on from where an
// expression stopped before, so that one can serve all. Its recognisers ask each other for the same numbers, hours and days, so that four of
// five times an expression is tried on a text that it has just been tried on: what it matched is kept for the latest texts.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import type * as Suite from '@microsoft/recognizers-text-suite'

const require = createRequire(import.meta.url)

const accents = 'static removeDiacriticsFromWordBoundaries(input) {'
// ASCII, Han, full-width marks: nothing of these has an accent to take off.
const unlessPlain = `${accents} if (/^[\\x00-\\x7f\\u3000-\\u303f\\u4e00-\\u9fff]*$/.test(input)) return input;`

const madeAnew = /let recognizer = new (\w+)\(culture, options\);/g
const madeOnce =
  'const kept = ($1.kept ??= new Map()); const key = `${culture} ${options}`;' +
  ' const recognizer = kept.get(key) ?? kept.set(key, new $1(culture, options)).get(key);'

const expressions = 'static getSafeRegExp(source, flags) {'
/** There are about a thousand; should one ever be made of a text, memory stays bounded. */
const mostExpressions = 5000
const expressionsOnce =
  `${expressions} const ofFlags = ((this.kept ??= new Map()).get(flags) ?? this.kept.set(flags, new Map()).get(flags));` +
  ' const known = ofFlags.get(source); if (known !== undefined) { known.lastIndex = 0; return known; }' +
  ` const made = this.makeSafeRegExp(source, flags); if (ofFlags.size < ${String(mostExpressions)}) ofFlags.set(source, made);` +
  ' return made; } static makeSafeRegExp(source, flags) {'

const matching = 'static getMatchesSimple(regex, source) {'
/** A stretch of a message and its parts are some dozens; a text has about a thousand expressions. */
const mostTexts = 64
const matchedOnce =
  `${matching} const texts = (this.matched ??= new Map()); let ofText = texts.get(source);` +
  ` if (ofText === undefined) { if (texts.size >= ${String(mostTexts)}) texts.clear(); texts.set(source, (ofText = new Map())); }` +
  ' let matches = ofText.get(regex); if (matches === undefined) ofText.set(regex, (matches = this.makeMatches(regex, source)));' +
  // Their places are changed by those who ask; the groups in them never are.
  ' return matches.map((one) => new Match(one.index, one.length, one.value, one.innerGroups)); }' +
  ' static makeMatches(regex, source) {'

/** The suite's source without the steps that are skipped; a version that does not have them is left as it is. */
export const quickened = (source: string): string =>
  source
    .replace(accents, unlessPlain)
    .replace(madeAnew, madeOnce)
    .replace(expressions, expressionsOnce)
    .replace(matching, matchedOnce)

let suite: typeof Suite | undefined

/** Loaded when first needed: a quarter of a second. */
export function recognizerSuite(): typeof Suite {
  suite ??= loadSuite()
  return suite
}

function loadSuite(): typeof Suite {
  const filename = require.resolve('@microsoft/recognizers-text-suite')
  const run = compileFunction(quickened(readFileSync(filename, 'utf8')), ['exports', 'require', 'module'], {
    filename,
  }) as (exports: object, require: NodeJS.Require, module: { exports: object }) => void
  const module = { exports: {} }
  run(module.exports, createRequire(filename), module)
  return module.exports as typeof Suite
}
