// Where an English message speaks of time: the words around what announces a date that may belong to it. Recognising dates takes
// milliseconds and grows with the text, so only these stretches are looked through.
import { englishDateMatches } from './triggers.js'

/** The words that dates, times, ranges and durations are written with, announced by one of them or a figure. */
const timeWords = new Set(
  [
    'a an the my this that these those next last past previous prior coming upcoming following current same other first second third fourth',
    'fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth',
    'twentieth thirtieth zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen',
    'eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand half quarter quarters couple few several',
    'and or to of at on in from for until till untill til through thru between before after since by within during around about about',
    'approximately circa near nearly over under up more less than least most every each all whole entire rest early earlier late later mid',
    'middle beginning begin start end ending starting now right away just only still ago hence away out',
    'second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks weekend weekends month months quarter year years',
    'yr yrs decade decades century fortnight date dates time times daytime night nights evening evenings morning mornings afternoon afternoons',
    'p m lunch lunchtime dinnertime breakfast brunch sunrise sunset dawn dusk noon midday midnight oclock clock sharp am pm ampm',
    'january jan february feb march mar april apr may june jun july jul august aug september sept sep october oct november nov december dec',
    'monday mon tuesday tues tue wednesday weds wed thursday thurs thur thu friday fri saturday sat sunday sun',
    'business working bank holiday holidays eve valentine valentines st saint patrick patricks mother mothers father fathers independence',
    'labor labour memorial veterans presidents martin luther king thanksgiving halloween good black cyber boxing earth april fools new',
    'spring summer autumn fall winter season bc ad ce est pst utc gmt cst',
    'yesterday today tonight tomorrow tmr tmrw daily weekly biweekly monthly quarterly annually yearly weekday weekdays otd',
  ]
    .join(' ')
    .split(' '),
)

/** Stretches nearer to each other than this are looked through as one. */
const nearest = 12

/** Ranges of folded text in order, apart from each other; none where nothing announces a date. Linear. */
export function englishDateStretches(text: string): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = []
  for (const { index, 0: announced } of englishDateMatches(text)) {
    const before = stretches.at(-1)
    const end = index + announced.length
    if (before !== undefined && end <= before.to) continue
    const from = growLeft(text, index)
    const to = growRight(text, end)
    if (before !== undefined && from - before.to < nearest) before.to = to
    else stretches.push({ from, to })
  }
  return stretches
}

/** One word more than belongs to it: "may" is a month or not by what follows, "day" a holiday by what stands before. */
function growLeft(text: string, from: number): number {
  for (let at = wordStart(text, from); ;) {
    const end = skipBlanksBack(text, at)
    const start = wordStart(text, end)
    if (start === end || !isOfTime(text.slice(start, end))) return start
    at = start
  }
}

function growRight(text: string, from: number): number {
  for (let at = wordEnd(text, from); ;) {
    let start = at
    while (start < text.length && isBlank(text, start)) start++
    const end = wordEnd(text, start)
    if (end === start || !isOfTime(text.slice(start, end))) return end
    at = end
  }
}

const isBlank = (text: string, at: number): boolean => text.charCodeAt(at) === 0x20

function skipBlanksBack(text: string, from: number): number {
  let at = from
  while (at > 0 && isBlank(text, at - 1)) at--
  return at
}

function wordStart(text: string, from: number): number {
  let at = from
  while (at > 0 && !isBlank(text, at - 1)) at--
  return at
}

function wordEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && !isBlank(text, at)) at++
  return at
}

/** With a figure, or a word of the list whatever mark stands beside it; "mother's" is listed as written without the mark. */
const isOfTime = (word: string): boolean =>
  /\d/.test(word) || word.split(/[^a-z'’]+/).every((part) => part === '' || timeWords.has(part.replace(/['’]/g, '')))
