// Cheap tests that say whether an expensive recogniser can find anything at all. They may say yes too often, never no wrongly.
// Expects folded text.

const englishNumber =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half'
const chineseNumber = '[零〇一二三四五六七八九十百千万亿两半]'

/** Words that are written with a numeral and count nothing. */
const idioms =
  /一下|一直|一样|一般|一起|一定|一些|一点|一切|一旦|一边|一律|一致|一共|一会儿?|一模一样|同一|统一|唯一|万一|之一|十分(?!钟)|千万|乱七八糟|半天|两下|四处|三番五次|五花八门/g
const withoutIdioms = (text: string): string => (/[一十千七半两四三五]/.test(text) ? text.replace(idioms, ' ') : text)

export const hasNumber = (text: string): boolean => numberTrigger.test(withoutIdioms(text))
const numberTrigger = new RegExp(`\\d|\\b(?:${englishNumber})\\b|${chineseNumber}`)

export const hasMoney = (text: string): boolean => text.search(currencyTrigger) >= 0 && hasNumber(text)
/** What announces money, where it stands. */
export const currencyMatches = (text: string): Iterable<RegExpExecArray> => text.matchAll(currencyTrigger)
const currencyTrigger =
  /[$€£¥₩₹元块钱圆]|\b(?:dollars?|bucks?|usd|eur|euros?|gbp|pounds?|quid|cny|rmb|yuan|jpy|yens?|hkd|cad|aud|nzd|sgd|chf|inr|krw|pesos?|rubles?|francs?|rupees?|baht|cents?|pence)\b|人民币|美金|(?:\d)(?:usd|eur|gbp|cny|rmb)/g

/** What announces a date, where it stands. */
export const englishDateMatches = (text: string): Iterable<RegExpExecArray> => text.matchAll(englishDateTrigger)
const englishDateTrigger =
  /\d[\d]*\s*[-/:.]\s*\d|\d\s*(?:am|pm|st|nd|rd|th)\b|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?s?\b|\b(?:today|tonight|tomorrow|tmrw|yesterday|week(?:s|end|day)?|months?|years?|days?|hours?|minutes?|morning|afternoon|evening|noon|midnight|fortnight|ago|o'clock|christmas|easter|new year)\b|\b(?:19|20)\d\d\b/g

export const hasChineseDate = (text: string): boolean => chineseDateTrigger.test(text)
// 几天 asks for a time and names none; 说明, 明白 and 证明 speak of none.
const chineseDateTrigger =
  /\d\s*[-/:.]\s*\d|[\d零〇一二三四五六七八九十百两半多上下本这今明昨前后每隔当去次]\s*个?(?:年|月|日|号|天|周|点|时|分|秒|星期|礼拜|小时|分钟|季度|世纪)|周[一二三四五六日末]|星期|礼拜|早上|上午|中午|下午|晚上|今晚|昨|明[天早晚晨日年月后]|清明|刚才|月底|月初|年底|年初|周末|春节|国庆|元旦|中秋|(?:19|20)\d\d/

/** Six digits or more, with what people write between them. */
export const hasPhone = (text: string): boolean => /(?:\d[\s().-]{0,3}){6}\d/.test(text)

export const hasEmail = (text: string): boolean => /\S@\S/.test(text)
