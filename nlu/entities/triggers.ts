// Cheap tests that say whether an expensive recogniser can find anything at all. They may say yes too often, never no wrongly.
// Expects folded text.

const englishNumber =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half'
const chineseNumber = '[零〇一二三四五六七八九十百千万亿两半]'

export const hasNumber = (text: string): boolean => numberTrigger.test(text)
const numberTrigger = new RegExp(`\\d|\\b(?:${englishNumber})\\b|${chineseNumber}`)

export const hasMoney = (text: string): boolean => currencyTrigger.test(text) && hasNumber(text)
const currencyTrigger =
  /[$€£¥₩₹元块钱圆]|\b(?:dollars?|bucks?|usd|eur|euros?|gbp|pounds?|quid|cny|rmb|yuan|jpy|yen|hkd|cents?|pence)\b|人民币|美金|(?:\d)(?:usd|eur|gbp|cny|rmb)/

export const hasEnglishDate = (text: string): boolean => englishDateTrigger.test(text)
const englishDateTrigger =
  /\d[\d]*\s*[-/:.]\s*\d|\d\s*(?:am|pm|st|nd|rd|th)\b|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?s?\b|\b(?:today|tonight|tomorrow|tmrw|yesterday|week(?:s|end|day)?|months?|years?|days?|hours?|minutes?|morning|afternoon|evening|noon|midnight|fortnight|ago|o'clock|christmas|easter|new year)\b|\b(?:19|20)\d\d\b/

export const hasChineseDate = (text: string): boolean => chineseDateTrigger.test(text)
const chineseDateTrigger =
  /\d\s*[-/:.]\s*\d|[年月日号天周点时分秒]|星期|礼拜|小时|分钟|早上|上午|中午|下午|晚上|今晚|昨|明|刚才|春节|国庆|元旦|中秋|(?:19|20)\d\d/

/** Six digits or more, with what people write between them. */
export const hasPhone = (text: string): boolean => /(?:\d[\s().-]{0,3}){6}\d/.test(text)

export const hasEmail = (text: string): boolean => /\S@\S/.test(text)
