// Words that say how pressing, how polite and how laborious a message is, in both languages; written for this project. Folded text.

/** How much a cue counts: 1 says it outright, 0.5 hints at it. */
export type Cue = readonly [pattern: RegExp, weight: number]

export const urgencyCues: readonly Cue[] = [
  [/\b(?:urgent|urgently|asap|as soon as possible|immediately|emergency|right (?:now|away)|at once)\b/, 1],
  [
    /\b(?:by (?:today|tonight|tomorrow)|need(?:ed)? (?:it )?(?:by|before|today|tonight|tomorrow)|deadline|running out of time|hurry)\b/,
    0.8,
  ],
  [/\b(?:today|tonight|quickly|soon as|leaving (?:today|tomorrow)|birthday is|wedding is|flight (?:is|leaves))\b/, 0.4],
  [/十万火急|火急|非常急|特别急|很急|急死|急用|紧急|加急|马上|立刻|立即|赶紧|尽快|越快越好|来不及/, 1],
  [/着急|赶时间|今天(?:必须|一定|就要)|明天(?:就要|要用)|今晚(?:就|要)|快点|催|等着用|急/, 0.7],
  [/今天|今晚|抓紧/, 0.3],
]

export const politeCues: readonly Cue[] = [
  [/\b(?:please|pls|plz|could you|would you|may i|kindly|i would appreciate|if possible|excuse me)\b/, 1],
  [
    /\b(?:thank you|thanks|thx|cheers|appreciate it|sorry to bother|hello|hi|good (?:morning|afternoon|evening))\b/,
    0.7,
  ],
  [/请问|麻烦(?:你|您|帮)|劳驾|拜托|辛苦|打扰|不好意思|您/, 1],
  [/请|谢谢|感谢|多谢|你好|您好/, 0.7],
]

/** Insults and threats against people; strong words about a thing are feeling, not abuse. */
export const abuseCues: readonly Cue[] = [
  [
    /\b(?:fuck (?:you|off|u)|f\*+k you|screw you|go to hell|shut up|idiots?|morons?|stupid (?:bot|people|agent|company)|scum|bastards?|assholes?|bitch(?:es)?|retards?|you suck|piece of shit|kill you|find you)\b/,
    1,
  ],
  [/\b(?:fuck\w*|shit\w*|wtf|damn you|liars?|thieves|crooks|scammers?)\b/, 0.6],
  [
    /傻[逼比币叉缺b]|煞笔|沙比|sb(?![a-z])|脑残|智障|白痴|滚(?:蛋|开|吧|出去)?(?=$|[^动])|去死|操你|草泥马|他妈的?|你妈|妈的|王八蛋|混蛋|畜生|狗东西|人渣|弄死你|废物/,
    1,
  ],
  [/骗子|无耻|不要脸|什么东西|有病吧|狗屁/, 0.6],
]

/** Said of work that the customer had: trying again, repeating, being sent on. */
export const effortCues: readonly Cue[] = [
  [
    /\b(?:(?:second|third|fourth|fifth|\d(?:nd|rd|th)) time|(?:two|three|four|five|several|many|multiple|\d+) times|over and over|again and again|(?:already|have) (?:told|said|explained|sent|asked|called|emailed|contacted|tried)|how many (?:more )?times|keep(?:s)? (?:asking|telling|getting|sending)|passed around|going (?:round|around) in circles|nobody (?:answers|replies|helps))\b/,
    1,
  ],
  [
    /\b(?:still (?:not|no|waiting|haven't|hasn't|doesn't)|been waiting|on hold|for (?:days|weeks|hours)|no (?:reply|answer|response)|complicated|can't figure|cannot figure|doesn't work either)\b/,
    0.6,
  ],
  [
    /(?:第[二三四五六七八九十\d]+次|[两三四五六七八九十\d好多]+[次遍回](?:了|都)|说了(?:好)?几[次遍]|跟你们?说过|已经(?:说|问|发|打|联系|反馈)过|反复|一遍遍|来回(?:折腾|跑|扯皮)|推来推去|踢皮球|折腾|没人(?:理|管|回|处理))/,
    1,
  ],
  [
    /(?:还是(?:不行|没|不能)|等了(?:好久|半天|很久|[\d一二三四五六七八九十两几]+[天小个])|一直没|迟迟|太麻烦|太复杂|搞不懂|弄不明白|又(?:坏|错|不行))/,
    0.6,
  ],
]

/** 0 … 1: outright cues say nearly all, several hints as much as one of them. */
export function cueScore(folded: string, cues: readonly Cue[]): number {
  let silence = 1
  for (const [pattern, weight] of cues) if (pattern.test(folded)) silence *= 1 - 0.8 * weight
  return Math.round((1 - silence) * 100) / 100
}
