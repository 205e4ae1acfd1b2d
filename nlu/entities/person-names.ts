// Names of people where the words around them say so: "my name is", 我叫, 收件人, Mr, 王女士. A bare name in the middle of a sentence is not
// claimed. Names given without capitals are found by what introduces them.
import { rank, type Found } from './found.js'

const surnames =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|夏侯|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝]'
const chineseName = `(?:${surnames})[\\p{Script=Han}]{1,2}`
/** What ends a name that is followed by more text: 我叫王小明想退货. */
const notInName = '[想要的是在有没了吗呢吧我你他她电话手机号码地址收到买退换订单请麻烦和，。]'
const title = '(?:先生|女士|小姐|太太|老师|同学|经理|总)'

const chinese: readonly RegExp[] = [
  new RegExp(
    `(?:我叫|我是|名叫|名字是|名字叫|姓名(?:是|为|[:： ])?|收[件货]人(?:是|改成|换成|写|[:： ])?|联系人(?:是|[:： ])?|抬头[:： ]?)\\s*(${chineseName}?)(?=${notInName}|[^\\p{Script=Han}]|$)`,
    'gdu',
  ),
  new RegExp(`(?:我叫|名叫|名字是|名字叫|姓名[:：是]?|收[件货]人[:：是]?|联系人[:：是]?)\\s*(${chineseName})`, 'gdu'),
  new RegExp(`(?<!\\p{Script=Han})((?:${surnames})[\\p{Script=Han}]{0,2}?)(?=${title})`, 'gdu'),
  new RegExp(`我姓(${surnames})`, 'gdu'),
]

const word = "[\\p{L}][\\p{L}'’-]*"
/** Words that follow "I'm" or "this is" and begin no name. */
const notNames =
  'a|an|the|my|your|not|so|very|just|still|here|there|in|on|at|to|from|for|and|but|or|is|am|are|was|it|its|i|we|you|looking|trying|having|getting|going|waiting|calling|writing|asking|interested|sorry|sure|happy|unhappy|angry|upset|afraid|ready|done|new|back|only|about|with|what|how|why|where|when|who|which|that|this|no|yes|please|thanks|thank|ridiculous|unacceptable|urgent|all|too|really|bad|good|great|terrible|awful|wrong|broken'
const name = `((?!(?:${notNames})\\b)${word}(?:\\s(?!(?:${notNames})\\b)${word}){0,2})`
const english: readonly RegExp[] = [
  new RegExp(
    `\\b(?:my name is|my name's|name:|full name is|addressed to|recipient(?: is|:)?|in the name of|under the name(?: of)?)\\s+${name}`,
    'gdu',
  ),
  new RegExp(
    `\\b(?:mr|mrs|ms|miss|dr|prof)\\.?\\s+(${word}(?:\\s${word})?)(?=\\s*(?:$|[^\\p{L}\\s]|\\s(?:${notNames})\\b))`,
    'gdu',
  ),
  new RegExp(
    `\\b(?:this is|i am|i'm)\\s+((?!(?:${notNames})\\b)${word}\\s(?!(?:${notNames})\\b)${word})(?=\\s*(?:$|[,.!?]|speaking|here|calling|from))`,
    'gdu',
  ),
]

/** Without one of these no rule finds anything: most messages. */
const chineseLead = /我叫|我是|名叫|名字|姓名|收[件货]人|联系人|抬头|我姓|先生|女士|小姐|太太|老师|同学|经理|总/
const englishLead = /name|addressed to|recipient|this is|i am|i'm|\b(?:mrs?|ms|miss|dr|prof)\b/

/** Rules say what a name is, not a measure: so sure they are of one another. */
const confidence = 0.8

/** Finds in folded text. Linear but for a bounded look ahead. */
export function findPersonNames(folded: string): Found[] {
  const rules = [...(chineseLead.test(folded) ? chinese : []), ...(englishLead.test(folded) ? english : [])]
  const found: Found[] = []
  for (const rule of rules)
    for (const match of folded.matchAll(rule)) {
      const [from, to] = match.indices?.[1] ?? [0, 0]
      const text = folded.slice(from, to)
      if (text === '' || found.some((other) => other.from < to && from < other.to)) continue
      found.push({
        name: 'person-name',
        from,
        to,
        value: capitalised(text),
        confidence,
        source: 'rules',
        rank: rank.rule,
      })
    }
  return found
}

const capitalised = (text: string): string => text.replace(/(?<!\p{L}|\p{L}{2}['’])\p{Ll}/gu, (c) => c.toUpperCase())
