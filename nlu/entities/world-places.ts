// Places that everybody knows, in both languages: countries as ICU names them, and the large parts of the countries that most customers write
// from. Hints for the tagger and parts of addresses, no claim to be complete.

const words = (text: string): string[] => text.split(' ')
const phrases = (text: string): string[] => text.split(', ')

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** Codes that ICU names without being places of their own, or not any more. */
const noPlaces = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO'])

/** Names of countries and territories in English and Chinese; Intl falls back to the code where there is none. */
export function countryNames(): string[] {
  const names = new Set(
    phrases(
      'usa, uk, america, england, scotland, wales, the netherlands, south korea, north korea, russia, czech republic',
    ),
  )
  for (const language of ['en', 'zh']) {
    const display = new Intl.DisplayNames([language], { type: 'region' })
    for (const first of letters)
      for (const second of letters) {
        const code = first + second
        const name = noPlaces.has(code) ? code : display.of(code)
        if (name !== undefined && name !== code) names.add(name)
      }
  }
  return [...names]
}

export const americanStates = phrases(
  'Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Georgia, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New York, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, Washington, West Virginia, Wisconsin, Wyoming, District of Columbia',
)
export const americanStateCodes = words(
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC',
)

export const chineseProvinces = words(
  '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门',
)
export const chineseCities = words(
  '北京 上海 天津 重庆 广州 深圳 成都 杭州 武汉 西安 苏州 郑州 南京 长沙 东莞 沈阳 青岛 合肥 佛山 宁波 昆明 无锡 大连 厦门 福州 济南 温州 南宁 长春 泉州 石家庄 贵阳 南昌 金华 常州 嘉兴 太原 徐州 惠州 珠海 中山 台州 烟台 兰州 绍兴 海口 扬州 哈尔滨 乌鲁木齐 呼和浩特 银川 西宁 拉萨 三亚 洛阳 桂林 汕头 潍坊 保定 唐山 赣州 湖州 南通 临沂 盐城 镇江 芜湖 襄阳 宜昌 遵义 绵阳 柳州 株洲 岳阳 台北 高雄 台中',
)

/** Lists for the tagger, made once. */
let lists: { name: string; phrases: readonly string[] }[] | undefined
export const placeLists = (): readonly { name: string; phrases: readonly string[] }[] =>
  (lists ??= [
    { name: '#country', phrases: countryNames() },
    { name: '#state', phrases: americanStates },
    { name: '#state-code', phrases: americanStateCodes },
    { name: '#province', phrases: chineseProvinces },
    { name: '#city', phrases: chineseCities },
  ])
