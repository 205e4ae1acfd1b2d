// What a channel is called; one that the app does not know is called what it calls itself.
import { isMessageKey, type Translation } from './i18n/index.js'

export function channelName(t: Translation['t'], channel: string): string {
  const key = `channel.${channel}`
  return isMessageKey(key) ? t(key) : channel
}
