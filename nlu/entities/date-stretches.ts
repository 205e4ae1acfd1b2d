// Where an English message speaks of time.
import { stretchesAround } from './stretches.js'
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
    'christmas easter spring summer autumn fall winter season bc ad ce est pst utc gmt cst',
    'yesterday today tonight tomorrow tmr tmrw daily weekly biweekly monthly quarterly annually yearly weekday weekdays otd',
  ]
    .join(' ')
    .split(' '),
)

/** Ranges of folded text in order, apart from each other; none where nothing announces a date. Linear. */
export const englishDateStretches = (text: string): { from: number; to: number }[] =>
  stretchesAround(text, englishDateMatches(text), isOfTime).filter(({ from, to }) => !isBareUnit(text.slice(from, to)))

/** "How many days do I have", "what day is it": units by themselves name no time. One day may: there are holidays of many names. */
function isBareUnit(stretch: string): boolean {
  const [unit = '', ...others] = stretch.split(' ').filter((word) => word !== '' && isOfTime(word))
  if (others.length > 0) return false
  return /^(?:days|weeks|months|years|hours|minutes)[.,!?]*$/.test(unit) || /^(?:what|which) day\b/.test(stretch)
}

/** With a figure, or a word of the list whatever mark stands beside it; "mother's" is listed as written without the mark. */
const isOfTime = (word: string): boolean =>
  /\d/.test(word) || word.split(/[^a-z'’]+/).every((part) => part === '' || timeWords.has(part.replace(/['’]/g, '')))
