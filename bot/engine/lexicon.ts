// Short answers that need no model: yes, no, never mind, back to the bot. Whole messages only, in both languages.

/** Width, case, punctuation and blanks do not matter when short answers are compared. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()

const words = (list: string): ReadonlySet<string> => new Set(list.split('|').map(fold))

const yes = words(
  "yes|y|yep|yeah|yup|sure|ok|okay|k|correct|right|that's right|that is right|exactly|confirm|confirmed|please do|go ahead|do it|yes please|" +
    'of course|absolutely|definitely|fine|sounds good|是|是的|对|对的|好|好的|好吧|行|可以|嗯|嗯嗯|没错|确认|确定|要|需要|当然|没问题|同意|麻烦了|是啊|好啊',
)
const no = words(
  "no|n|nope|nah|no thanks|no thank you|not really|don't|do not|rather not|wrong|that's wrong|incorrect|" +
    '不|不是|不要|不用|不用了|不对|没有|否|不需要|不行|不可以|不了|错了|别|不同意|没|不是的',
)
const skip = words(
  "skip|none|no order|nothing|n/a|don't have one|i don't have one|no idea|跳过|没有订单|无|不记得|忘了|不清楚",
)
const stop = words(
  "stop|cancel|never mind|nevermind|forget it|forget about it|quit|exit|abort|leave it|drop it|let's stop|cancel that|cancel this|" +
    '算了|停|停止|取消|不办了|退出|不弄了|算了吧|先不了|别弄了|当我没说|不搞了|结束',
)
const back = words(
  'back to the bot|back to bot|the bot|talk to the bot|bot please|return to the bot|continue with the bot|' +
    '回到机器人|返回机器人|找机器人|和机器人聊|转回机器人|机器人|还是机器人吧',
)
const all = words('all|all of them|everything|both|all items|全部|所有|都要|都退|全退|全都|两个都|都')

export type ShortAnswer = 'yes' | 'no' | 'stop' | 'skip'

/** What a whole message means on its own, if it is one of the well-known short answers. */
export function shortAnswer(text: string): ShortAnswer | undefined {
  const said = fold(text)
  if (stop.has(said)) return 'stop'
  if (skip.has(said)) return 'skip'
  if (yes.has(said)) return 'yes'
  return no.has(said) ? 'no' : undefined
}

export const asksForBot = (text: string): boolean => back.has(fold(text))
export const meansAll = (text: string): boolean => all.has(fold(text))

const correction =
  /^(no\b|nope\b|sorry\b|actually\b|wait\b|oops\b|i mean\b|i meant\b|not\b)|\b(i meant|i mean|instead|my mistake|wrong (one|number|order))\b|^(不是|不对|错了|不,|抱歉|等等|等一下)|说错|写错|打错|搞错|弄错|应该是|我是说|我说的是|改成|换成/iu

/** "no, I meant …", "不是这个,是…": the customer takes something back. */
export const soundsLikeCorrection = (text: string): boolean => correction.test(text.normalize('NFKC').trim())

const question =
  /[?？]\s*$|^(what|when|where|why|how|who|which|can|could|do|does|did|is|are|will|would|should|may)\b|(吗|呢|么)\s*[?？。]?\s*$|什么|怎么|多少|多久|几点|哪里|哪儿|能不能|可不可以|是否|如何/iu

export const soundsLikeQuestion = (text: string): boolean => question.test(text.normalize('NFKC').trim())

/** "it", "that order": the thing spoken of last. */
export const refersBack = (text: string): boolean =>
  /\b(it|that one|that order|this order|the same|this one)\b|它|这个|那个|这单|那单|该订单|刚才/iu.test(text)

/** What is left of a text without the given ranges, folded: "NL-10023 please" without the number is "please". */
export function remainder(text: string, spans: readonly { start: number; end: number }[], offset: number): string {
  const cut = [...spans].sort((a, b) => b.start - a.start)
  return fold(
    cut.reduce(
      (rest, span) =>
        rest.slice(0, Math.max(0, span.start - offset)) + ' ' + rest.slice(Math.max(0, span.end - offset)),
      text,
    ),
  )
}
