// What the customers of the fault tests say: understood and not, in both languages, for a person and back to the bot.
export const texts = [
  'hello',
  '你好',
  'Where is my order?',
  '我的订单到哪了?',
  'how long does delivery take?',
  '怎么退货?',
  'can you recommend a tent?',
  'thanks',
  'the moon is made of colourless green ideas',
  'I want to talk to a real person',
  '转人工客服',
  'Back to the bot',
  '回到机器人',
] as const
