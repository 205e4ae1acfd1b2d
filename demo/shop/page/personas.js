// Who can be tried on the page, and what is worth asking as each of them. Numbers and names are those of the demo data.
export const personas = [
  {
    number: null,
    name: { en: 'A visitor', zh: '访客' },
    about: { en: 'Not signed in. The assistant keeps orders to itself.', zh: '未登录。客服不会透露任何订单。' },
    ask: {
      en: ['When are you open?', 'How much is shipping?', 'Recommend a tent for two'],
      zh: ['你们几点营业？', '运费多少钱？', '推荐一款双人帐篷'],
    },
  },
  {
    number: 'C1001',
    name: { en: 'Emma Carter', zh: 'Emma Carter' },
    about: { en: 'One parcel on its way, one that has arrived.', zh: '一个包裹在路上，一个已送达。' },
    ask: {
      en: ['Where is my order?', 'I want to return NL-10011', 'Change the address of NL-10023'],
      zh: ['我的订单到哪了？', '我想退货 NL-10011', '修改 NL-10023 的收货地址'],
    },
  },
  {
    number: 'C1002',
    name: { en: '李雨桐', zh: '李雨桐' },
    about: { en: 'An order that can still be changed, and a refund.', zh: '一个还能修改的订单，和一笔退款。' },
    ask: {
      en: ['Cancel order NL-10042', 'Where is my refund for NL-10031?', 'Send NL-10042 somewhere else'],
      zh: ['取消订单 NL-10042', 'NL-10031 的退款到了吗？', 'NL-10042 换个地址'],
    },
  },
  {
    number: 'C1003',
    name: { en: 'Marco Rossi', zh: 'Marco Rossi' },
    about: { en: 'New here: no orders, a few things looked at.', zh: '新顾客：没有订单，只看过几件商品。' },
    ask: {
      en: ['What would you recommend?', 'Which size should I take?', 'I want to talk to a person'],
      zh: ['有什么推荐？', '尺码怎么选？', '我要转人工'],
    },
  },
]
