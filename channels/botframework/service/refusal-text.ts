// What a customer is told whose message cannot be taken: their app shows no error of ours.
import type { LocalizedText } from '../../../bot/domain/locale.js'
import type { ErrorCode } from '../../../platform/errors.js'

const texts = new Map<ErrorCode, LocalizedText>([
  [
    'message-empty',
    {
      en: 'I can only read text here. Please write what you need in words.',
      zh: '这里我只能读取文字，请用文字告诉我您的需要。',
    },
  ],
  [
    'message-too-long',
    { en: 'That message is too long for me. Please send it in shorter parts.', zh: '这条消息太长了，请分成几条发送。' },
  ],
  [
    'message-malformed',
    { en: 'I could not read that message. Please write it again.', zh: '我无法读取这条消息，请重新输入。' },
  ],
])

export const refusalText = (code: ErrorCode): LocalizedText | undefined => texts.get(code)
