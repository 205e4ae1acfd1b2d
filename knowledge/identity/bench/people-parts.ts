// What names and addresses of made-up people are put together from.

const words = (text: string): readonly string[] => text.split(' ')

export const parts = {
  western: {
    first: words('ma jo an el ro sa li be ka da mi ste chri le ni to vi ha'),
    middle: words('ri na ther li ber du ra sto che fe go mo ta ver lo'),
    last: words('a e son n th ne lle rt s el ia y in o'),
    family: words('ham wil ander thom rich ever black wood green hart mor clay brad ash kings'),
    end: words('son ton ley man field s er ford well gan worth by'),
    street: words('Oak Mill Church Station Victoria Park Bridge High Queen Garden Harbour Elm'),
    kind: words('Street Road Lane Avenue Close Crescent'),
    city: words('Ashford Brighton Carlisle Dover Exeter Falmouth Grimsby Hereford Ipswich Kendal Lincoln'),
  },
  chinese: {
    first: words('伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀 霞 平'),
    middle: words('晓 小 文 志 建 国 海 雨 子 思 佳 俊 梦 天 嘉 立 永 春 丹 一'),
    last: words('宇 轩 涵 怡 琪 欣 婷 雪 峰 鹏 辉 龙 飞 玲 红 梅 兰 云 华 林'),
    family: words('王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗'),
    end: words(''),
    street: words('中山 人民 解放 建设 和平 南京 北京 长江 黄河 文化 新华 朝阳'),
    kind: words('路 街 大道 巷'),
    city: words('北京 上海 广州 深圳 杭州 成都 武汉 西安 南京 重庆 苏州'),
  },
}
